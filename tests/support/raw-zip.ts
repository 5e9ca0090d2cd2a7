import { deflateRawSync } from 'node:zlib';

/** One entry of a zip, as wrong as a test needs it. */
export interface RawEntry {
  readonly name: string;
  readonly content?: string | Buffer;
  /** Bit 0: encrypted. */
  readonly flags?: number;
  /** 0 is stored, 8 deflated. */
  readonly method?: number;
  /** The mode of Unix. */
  readonly mode?: number;
  /** How long the content is said to be. */
  readonly size?: number;
  readonly extra?: Buffer;
}

/** The bytes of a zip (PKWARE's APPNOTE), written by hand: no library writes what tests need. */
export function rawZip(entries: readonly RawEntry[]): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const entry of entries) {
    const header = headerOf(entry);
    const { name, content } = bytesOf(entry);
    const extra = entry.extra ?? Buffer.alloc(0);
    const local = Buffer.concat([uint32(0x04034b50), header.subarray(2), name, extra, content]);
    directory.push(
      Buffer.concat([
        uint32(0x02014b50),
        header,
        uint16(0),
        uint16(0),
        uint16(0),
        uint32(((entry.mode ?? 0o100644) << 16) >>> 0),
        uint32(offset),
        name,
        extra,
      ]),
    );
    parts.push(local);
    offset += local.length;
  }
  const central = Buffer.concat(directory);
  const end = [uint32(0x06054b50), uint16(0), uint16(0), uint16(entries.length), uint16(entries.length)];
  return Buffer.concat([...parts, central, ...end, uint32(central.length), uint32(offset), uint16(0)]);
}

/** What local header and central directory have in common, from "version made by" to the length of the extra field. */
function headerOf({ extra = Buffer.alloc(0), ...entry }: RawEntry): Buffer {
  const { name, content, size } = bytesOf(entry);
  return Buffer.concat([
    uint16(0x0314),
    uint16(20),
    uint16(entry.flags ?? 0),
    uint16(entry.method ?? 8),
    uint32(0),
    uint32(0),
    uint32(content.length),
    uint32(entry.size ?? size),
    uint16(name.length),
    uint16(extra.length),
  ]);
}

function bytesOf({ name, content = '', method = 8 }: RawEntry): {
  name: Buffer;
  content: Buffer;
  size: number;
} {
  const plain = Buffer.from(content);
  return {
    name: Buffer.from(name),
    content: method === 8 ? deflateRawSync(plain) : plain,
    size: plain.length,
  };
}

function uint16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
