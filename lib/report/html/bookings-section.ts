import type { ConformanceResult } from '../conformance-result';
import { html, type Markup } from '../markup';
import { bounded, counted } from '../words';
import { code, note, section, table } from './parts';

/** What the run booked, and what of it may still be in the diary. */
export function bookingsSection({ bookings }: ConformanceResult): Markup {
  const { made, mark, leftBehind } = bookings;
  return section({
    id: 'bookings',
    title: 'Bookings',
    content: [
      html`<p>${counted(made, 'booking was', 'bookings were')} made, for patients who do not exist. ${leftBehind.length === 0 ? 'Each was cancelled again.' : null}</p>`,
      leftBehind.length === 0
        ? null
        : [
            note(
              html`<strong>${counted(leftBehind.length, 'booking is, or may be,', 'bookings are, or may be,')} still in the diary.</strong> Their description has the words ${code(mark)}.`,
            ),
            table({
              caption: 'Left behind, or possibly',
              columns: ['Appointment', 'Slot', 'Patient', 'X-Request-Id', 'Why', 'Exchange'],
              rows: leftBehind.map(({ id, slot, patient, requestId, reason, exchange }) => [
                id ?? 'Not told',
                slot,
                patient ?? 'Not told',
                requestId ?? 'None',
                bounded(reason),
                exchange,
              ]),
            }),
          ],
    ],
  });
}
