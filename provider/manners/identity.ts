import { createHash, randomBytes, randomInt, randomUUID } from 'node:crypto';
import type { Version } from '../appointments';
import type { Behaviour } from '../behaviour';
import type { Manner } from './manner';

/** What ids look like: opaque, of 1 to 64 letters, digits, dots and dashes (FHIR STU3 datatypes.html#id). */
export const identityManners: readonly Manner[] = [
  {
    id: 'ids-numeric',
    description: 'Ids of Appointments are numbers.',
    behaviour: { idToAssign: () => String(randomInt(2 ** 40)) },
  },
  {
    id: 'ids-long',
    description: 'Ids of Appointments have 64 characters, dots and dashes among them.',
    behaviour: { idToAssign: longId },
  },
  {
    id: 'ids-odd',
    description:
      'Ids of Appointments begin with a dash, end with a dot, and differ in the case of their letters.',
    behaviour: {
      idToAssign: () =>
        `-${randomBytes(9)
          .toString('base64')
          .replaceAll(/[^A-Za-z0-9]/g, '.')}.`,
    },
  },
  {
    id: 'versions-uuid',
    description: 'Version ids are UUIDs in capitals.',
    behaviour: versions(() => randomUUID().toUpperCase()),
  },
  {
    id: 'versions-timestamp',
    description: 'Version ids are the milliseconds since 1970.',
    behaviour: versions((current) => String(Math.max(Date.now(), Number(current?.versionId ?? 0) + 1))),
  },
  {
    id: 'versions-hash',
    description: 'Version ids are hashes.',
    behaviour: versions((current) =>
      createHash('sha256')
        .update(current?.text ?? randomUUID())
        .digest('hex'),
    ),
  },
  {
    id: 'versions-odd',
    description: 'Version ids have 64 characters, dots and dashes among them.',
    behaviour: versions(longId),
  },
  {
    id: 'versions-from-zero',
    description: 'Versions are counted from 0.',
    behaviour: versions((current) => String(current === null ? 0 : Number(current.versionId) + 1)),
  },
  {
    id: 'slot-ids-uuid',
    description: 'Ids of Slots are UUIDs.',
    traits: { slotId: () => randomUUID() },
  },
  {
    id: 'slot-ids-numeric',
    description: 'Ids of Slots are numbers.',
    traits: { slotId: (position) => String(position + 1) },
  },
  {
    id: 'slot-ids-long',
    description: 'Ids of Slots have 64 characters, dots and dashes among them.',
    traits: { slotId: longId },
  },
];

function versions(idAfter: (current: Version | null) => string): Partial<Behaviour> {
  return { versionIdToAssign: (_versionId, _sent, current) => idAfter(current) };
}

function longId(): string {
  return `${randomUUID()}.-${randomBytes(13).toString('hex')}`.toUpperCase();
}
