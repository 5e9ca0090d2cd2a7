import { liveHosts } from '../../lib/target';

const urlOf = (host: string): string => `https://${host}/STU3`;

describe('A host that may be live', () => {
  test.each([
    'booking.nhs.uk',
    'clinicals.spineservices.nhs.uk',
    'api.service.nhs.uk',
    'fhir.nhs.net',
    'nhs.uk',
    'a.nhs.net:8443',
    'BOOKING.NHS.UK',
    'booking.nhs.uk.',
    'booking.nhs.uk..',
    // They hold the letters of such a word, and not the word.
    'print.nhs.uk',
    'appointments.nhs.uk',
    'devon.nhs.uk',
    'website.nhs.uk',
    'department.nhs.uk',
    'situated.simple.nhs.uk',
    'testvalley.nhs.uk',
    'intranet.trainer.nhs.uk',
  ])('%s', (host) => {
    const [live] = liveHosts([urlOf(host)]);
    expect(live).toBe(new URL(urlOf(host)).hostname.replace(/\.+$/, ''));
  });
});

describe('A host that is there to be tested, or is none of the NHS', () => {
  test.each([
    'msg.int.spine2.ncrs.nhs.uk',
    'int.api.service.nhs.uk',
    'booking-dev.example.nhs.uk',
    'dev-1.nhs.uk',
    'uat2.nhs.net',
    '2sit.nhs.uk',
    'booking_dep.nhs.uk',
    'opentest.nhs.uk',
    'sandbox.api.service.nhs.uk',
    'train.nhs.uk',
    'training.nhs.uk',
    'sim.nhs.uk',
    'test.booking.nhs.uk.',
    'UAT.NHS.UK',
    // The API's own example.
    'a2sibookingprovidertest.directoryofservices.nhs.uk:443',
    'testspineproxy.nhs.uk',
    'booking.example.org',
    'notnhs.uk',
    'my-nhs.net',
    'nhs.uk.example.org',
    '127.0.0.1',
    'localhost',
    '[::1]',
  ])('%s', (host) => {
    expect(liveHosts([urlOf(host)])).toEqual([]);
  });
});

test('of several addresses, each live host is named once', () => {
  const urls = [
    'https://proxy.nhs.uk/https://booking.example.org',
    'http://booking.nhs.uk:81/STU3',
    'https://booking.nhs.uk/STU3',
    'https://int.nhs.uk',
    'no address',
  ];
  expect(liveHosts(urls)).toEqual(['proxy.nhs.uk', 'booking.nhs.uk']);
});
