import { request } from 'node:https';
import type { ConnectionOptions } from 'node:tls';

/** The status of the capability statement over TLS, or the code of the error with which the connection ends. */
export function connects(baseUrl: string, options: ConnectionOptions): Promise<number | string> {
  return new Promise((resolve) => {
    const asked = request(`${baseUrl}/metadata`, { ...options, agent: false });
    asked.on('response', (response) => {
      response.resume();
      response.on('end', () => resolve(response.statusCode ?? 0));
      response.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? 'ERROR'));
    });
    asked.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? 'ERROR'));
    asked.end();
  });
}
