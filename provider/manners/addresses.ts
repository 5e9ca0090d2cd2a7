import { always, on, rewritten, without } from '../faults/changes';
import type { Manner } from './manner';

const VERSION_PART = /\/_history\/[^/]+$/;

/** Where a provider is found, and how it writes that: "Book an appointment", Success; "Cancel an appointment", Success. */
export const addressManners: readonly Manner[] = [
  {
    id: 'base-path-deep',
    description:
      'The service root lies deep in the path, below a segment that is named as a resource type is.',
    traits: { basePath: '/gateway/Appointment/booking-api/v1.2~beta/FHIR/STU3' },
  },
  {
    id: 'base-path-none',
    description: 'The service root is the root of the host.',
    traits: { basePath: '' },
  },
  {
    id: 'public-base',
    description: 'Locations and links name the address that the provider has in public, behind a proxy.',
    traits: { publicBaseUrl: 'https://clinicals.provider.example/booking/STU3' },
  },
  {
    id: 'location-https',
    description: 'Location has the scheme https, which a proxy takes off before the provider is reached.',
    behaviour: always(rewritten('Location', (url) => url.replace(/^http:/, 'https:'))),
  },
  {
    id: 'location-of-cancellation-unversioned',
    description:
      'The Location of a cancellation names the Appointment without its version, as the page has it.',
    behaviour: on(
      ['cancelled'],
      rewritten('Location', (url) => url.replace(VERSION_PART, '')),
    ),
  },
  {
    id: 'content-location-none',
    description: 'No answer has a Content-Location, which only the urgent-care guide asks for.',
    behaviour: always(without('Content-Location')),
  },
];
