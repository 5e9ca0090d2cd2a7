import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Certificate } from './certificates';

const PATH = `${process.env.PATH ?? ''}:/usr/sbin:/usr/local/sbin`;

/** Whether there is an nginx on this machine. */
export const hasNginx = spawnSync('nginx', ['-v'], { env: { PATH } }).status === 0;

export interface Nginx {
  readonly port: number;
  close(): Promise<void>;
}

export interface NginxServer {
  /** The directives of the server's one location. */
  readonly location: string;
  /** Given, it speaks TLS. */
  readonly tls?: {
    readonly server: Certificate;
    /** Given, it asks for a client certificate of this authority. */
    readonly clientAuthority?: string;
    /** By default 1.2 and 1.3. */
    readonly versions?: string;
  };
}

/** What nginx writes once it listens. */
const LISTENING = /using the "\w+" event method/;
const TAKEN = /Address already in use/;
const MOST_PORTS_TRIED = 5;

/** Starts nginx with one server on a free loopback port, in a folder of its own, and waits until it listens. */
export async function startNginx(server: NginxServer): Promise<Nginx> {
  const folder = mkdtempSync(join(tmpdir(), 'nginx-'));
  for (let tries = 1; ; tries++) {
    const port = await freePort();
    writeFileSync(join(folder, 'nginx.conf'), configuration(server, port, folder));
    const child = spawn('nginx', ['-p', folder, '-c', 'nginx.conf', '-e', 'stderr'], {
      env: { PATH },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const said = await firstWords(child);
    if (LISTENING.test(said)) return { port, close: () => end(child, folder) };
    child.kill('SIGKILL');
    // Between the look for a free port and now, somebody else may have taken it.
    if (TAKEN.test(said) && tries < MOST_PORTS_TRIED) continue;
    rmSync(folder, { recursive: true, force: true });
    throw new Error(`nginx does not start: ${said}`);
  }
}

/** A location that passes requests on as the Spine proxy does: to the URL behind the first slash, if it is allowed. */
export function spineProxyTo(allowedBase: string): string {
  return `
    set $inner "";
    if ($request_uri ~ "^/(${allowedBase.replaceAll('.', '\\.')}/.*)$") { set $inner $1; }
    if ($inner = "") { return 502; }
    set $known "$http_ssp_from|$http_ssp_to|$http_ssp_traceid|$http_ssp_interactionid";
    if ($known !~ "^[0-9]+\\|[0-9]+\\|[0-9a-f-]+\\|urn:nhs:names:services:careconnect:fhir:rest:[a-z]+:[a-z]+$") { return 400; }
    proxy_pass $inner;
    proxy_redirect off;`;
}

/** A location that passes requests on to a server without TLS. */
export function terminatorBefore(origin: string): string {
  return `
    proxy_pass ${origin};
    proxy_redirect off;`;
}

function configuration({ location, tls }: NginxServer, port: number, folder: string): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  return `
daemon off;
master_process off;
pid nginx.pid;
error_log stderr notice;
events {}
http {
  access_log off;
  ${temporary.map((name) => `${name}_temp_path ${name}_temp;`).join('\n  ')}
  client_max_body_size 20m;
  proxy_http_version 1.1;
  server {
    listen 127.0.0.1:${port}${tls ? ' ssl' : ''};
    ${tls ? tlsDirectives(tls, folder) : ''}
    location / {${location}
    }
  }
}`;
}

function tlsDirectives(
  { server, clientAuthority, versions = 'TLSv1.2 TLSv1.3' }: NonNullable<NginxServer['tls']>,
  folder: string,
): string {
  writeFileSync(join(folder, 'server.pem'), server.cert);
  writeFileSync(join(folder, 'server-key.pem'), server.key);
  const directives = [
    `ssl_certificate ${folder}/server.pem;`,
    `ssl_certificate_key ${folder}/server-key.pem;`,
  ];
  directives.push(`ssl_protocols ${versions};`);
  if (clientAuthority !== undefined) {
    writeFileSync(join(folder, 'clients.pem'), clientAuthority);
    directives.push(`ssl_client_certificate ${folder}/clients.pem;`, 'ssl_verify_client on;');
  }
  return directives.join('\n    ');
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** All that it says until it listens, says that it cannot, or ends. */
function firstWords(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    child.on('error', reject);
    child.on('close', () => resolve(said));
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      if (LISTENING.test(said) || TAKEN.test(said)) resolve(said);
    });
  });
}

async function end(child: ChildProcess, folder: string): Promise<void> {
  const closed = once(child, 'close');
  child.kill('SIGTERM');
  await closed;
  rmSync(folder, { recursive: true, force: true });
}
