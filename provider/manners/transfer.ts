import type { Manner } from './manner';

/** How answers travel, whatever they say: RFC 9112, RFC 9110 sections 5.1 and 8.4, RFC 8297. */
export const transferManners: readonly Manner[] = [
  {
    id: 'headers-lower-case',
    description: 'Names of header fields are in lower case.',
    transfer: { spell: (name) => name.toLowerCase() },
  },
  {
    id: 'headers-upper-case',
    description: 'Names of header fields are in capitals.',
    transfer: { spell: (name) => name.toUpperCase() },
  },
  {
    id: 'chunked',
    description: 'Answers come in chunks of seven bytes, which tear letters and words apart.',
    transfer: { chunkSize: 7 },
  },
  {
    id: 'gzip',
    description: 'Answers are packed with gzip, whatever was asked for.',
    transfer: { gzip: true },
  },
  {
    id: 'connection-close',
    description: 'Every connection ends with its first answer.',
    transfer: { closes: true },
  },
  {
    id: 'early-hints',
    description: 'A 103 goes before every answer.',
    transfer: { hints: true },
  },
  {
    id: 'slow',
    description: 'Every answer takes 300 milliseconds.',
    transfer: { delayMs: 300 },
  },
];
