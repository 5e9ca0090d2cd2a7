/**
 * What a server asks its clients for when a TLS 1.2 connection begins: RFC 5246 section 7.4.4.
 */

/** The certificate that a server asks for; `unknown` where the handshake did not show it, as in TLS 1.3. */
export type AskedCertificate =
  | { readonly kind: 'none' | 'unknown' }
  /** Of one of these authorities, as their names are written; none: of any. */
  | { readonly kind: 'asked'; readonly authorities: readonly string[] };

const HANDSHAKE_RECORD = 22;
const CERTIFICATE_REQUEST = 13;
const SERVER_HELLO_DONE = 14;

/** The certificate that the server asked for in what it sent first, in plain; never throws. */
export function certificateAskedIn(sent: Buffer): AskedCertificate {
  try {
    for (const { type, body } of messagesIn(handshakeIn(sent))) {
      if (type === CERTIFICATE_REQUEST) return { kind: 'asked', authorities: authoritiesIn(body) };
      if (type === SERVER_HELLO_DONE) return { kind: 'none' };
    }
  } catch {
    // It ends before what it announces.
  }
  return { kind: 'unknown' };
}

/** The handshake in the records of a connection, until another kind of record follows. */
function handshakeIn(sent: Buffer): Buffer {
  const parts: Buffer[] = [];
  let at = 0;
  while (at + 5 <= sent.length && sent[at] === HANDSHAKE_RECORD) {
    const length = sent.readUInt16BE(at + 3);
    parts.push(sent.subarray(at + 5, at + 5 + length));
    at += 5 + length;
  }
  return Buffer.concat(parts);
}

interface HandshakeMessage {
  readonly type: number;
  readonly body: Buffer;
}

function* messagesIn(handshake: Buffer): Generator<HandshakeMessage> {
  let at = 0;
  while (at + 4 <= handshake.length) {
    const length = handshake.readUIntBE(at + 1, 3);
    if (at + 4 + length > handshake.length) return;
    yield { type: handshake[at] as number, body: handshake.subarray(at + 4, at + 4 + length) };
    at += 4 + length;
  }
}

/** The names behind the kinds of certificates and the signature algorithms. */
function authoritiesIn(request: Buffer): string[] {
  let at = 1 + request.readUInt8(0);
  at += 2 + request.readUInt16BE(at);
  const end = at + 2 + request.readUInt16BE(at);
  at += 2;
  const names: string[] = [];
  while (at < Math.min(end, request.length)) {
    const length = request.readUInt16BE(at);
    names.push(distinguishedName(request.subarray(at + 2, at + 2 + length)));
    at += 2 + length;
  }
  return names;
}

/** The attributes of a name that people know, by the last part of their object identifier 2.5.4.n. */
const ATTRIBUTES: Readonly<Record<number, string>> = { 3: 'CN', 6: 'C', 10: 'O', 11: 'OU' };
const SEQUENCE = 0x30;
const SET = 0x31;

/** A name in DER (RFC 5280 section 4.1.2.4) as people write it: `CN=…, O=…`. */
function distinguishedName(der: Buffer): string {
  const attributes = elementsIn(contentOf(der, SEQUENCE)).flatMap(({ content: set, tag }) =>
    tag === SET ? elementsIn(set).flatMap(({ content }) => attributeIn(content)) : [],
  );
  return attributes.join(', ') || '(no name)';
}

function attributeIn(typeAndValue: Buffer): string[] {
  const [type, value] = elementsIn(typeAndValue);
  const isOfName = type?.content.length === 3 && type.content[0] === 0x55 && type.content[1] === 4;
  const name = isOfName ? ATTRIBUTES[type.content[2] as number] : undefined;
  return name && value ? [`${name}=${value.content.toString('utf8')}`] : [];
}

interface Element {
  readonly tag: number;
  readonly content: Buffer;
}

function contentOf(der: Buffer, tag: number): Buffer {
  const [first] = elementsIn(der);
  if (first?.tag !== tag) throw new RangeError('another element was expected');
  return first.content;
}

/** The elements of DER that stand side by side. */
function elementsIn(der: Buffer): Element[] {
  const elements: Element[] = [];
  let at = 0;
  while (at < der.length) {
    const tag = der.readUInt8(at);
    let length = der.readUInt8(at + 1);
    at += 2;
    if (length > 0x80) {
      const bytes = Math.min(length - 0x80, 6);
      length = der.readUIntBE(at, bytes);
      at += bytes;
    }
    elements.push({ tag, content: der.subarray(at, at + length) });
    at += length;
  }
  return elements;
}
