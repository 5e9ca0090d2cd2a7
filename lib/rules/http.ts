import { rfc } from './documents';
import type { Rule } from './rule';

const anyServer = { source: 'http', binds: 'server' } as const;

const onDates = { ...anyServer, section: 'Last-Modified' } as const;
const onTokens = { ...anyServer, section: 'Tokens' } as const;

/** What the RFCs of HTTP and of JSON Web Tokens ask of any server. */
export const http: readonly Rule[] = [
  {
    ...onDates,
    ...rfc(9110, '5.6.7'),
    id: 'http.last-modified.format',
    level: 'MUST',
    basis: 'stated',
    title: 'Writes Last-Modified as an HTTP date',
    requirement:
      'Last-Modified has the fixed form that senders use, as in Sun, 06 Nov 1994 08:49:37 GMT, and names a day that the calendar has. ISO 8601 and the forms of old fail.',
    notApplicable: 'An answer without Last-Modified leaves nothing to judge.',
  },
  {
    ...onDates,
    ...rfc(9110, '8.8.2.1'),
    id: 'http.last-modified.not-future',
    level: 'MUST',
    basis: 'stated',
    title: 'Does not date Last-Modified after the answer itself',
    requirement:
      'Last-Modified lies no more than a second after the Date of the same answer: by the clock of the server, nothing was changed in times to come.',
    notApplicable: 'An answer without Last-Modified leaves nothing to judge.',
  },
  {
    ...anyServer,
    section: 'ETag',
    ...rfc(9110, '8.8.3'),
    id: 'http.etag.syntax',
    level: 'MUST',
    basis: 'stated',
    title: 'Writes ETag as an entity tag in quotes',
    requirement:
      'ETag is a text in double quotes, with W/ in front where it is weak. Without the quotes, or with a small w, it is no entity tag.',
    notApplicable: 'An answer without an ETag leaves nothing to judge.',
  },
  {
    ...anyServer,
    section: 'Content-Type',
    ...rfc(9110, '8.3'),
    id: 'http.content-type',
    level: 'SHOULD',
    basis: 'stated',
    title: 'Says of every body what it is',
    requirement: 'An answer that has a body labels it with a Content-Type.',
  },
  {
    ...anyServer,
    section: 'Status 401',
    ...rfc(9110, '15.5.2'),
    id: 'http.challenge',
    level: 'MUST',
    basis: 'stated',
    title: 'Sends a challenge with every 401',
    requirement:
      'An answer with status 401 (Unauthorized) says in WWW-Authenticate how a client can authenticate itself. Whether 401 was right at all is for other rules.',
    notApplicable: 'Is judged when a 401 appears; the booking page never asks for one.',
  },
  {
    ...anyServer,
    section: 'Status 405',
    ...rfc(9110, '15.5.6'),
    id: 'http.allow',
    level: 'MUST',
    basis: 'stated',
    title: 'Lists the methods that it takes with every 405',
    requirement:
      'An answer with status 405 (Method Not Allowed) has an Allow header with the methods that its URL does take; the list may be empty, the header may not be missing. A list with the very method that was refused gives a warning.',
    notApplicable: 'Is judged when a 405 appears; a server may refuse a method with another status.',
  },
  {
    ...anyServer,
    section: 'Date',
    ...rfc(9110, '6.6.1'),
    id: 'http.date',
    level: 'SHOULD',
    basis: 'stated',
    title: 'Dates its answers',
    requirement: 'Every answer carries a Date header, in the form of an HTTP date.',
  },
  {
    ...onTokens,
    ...rfc(7519, '4.1.3'),
    id: 'http.jwt.audience',
    level: 'MUST',
    basis: 'stated',
    title: 'Refuses a JWT that is meant for somebody else',
    requirement:
      'A booking whose token names only other audiences in aud is refused. An array with the right one among others names it too; refusing that gives a warning.',
    notApplicable:
      'Which audience the server takes for its own is known only where JWT_AUDIENCE tells it. Where others issue the tokens, the suite cannot make one for another audience.',
  },
  {
    ...onTokens,
    ...rfc(7519, '4.1.5'),
    id: 'http.jwt.not-before',
    level: 'SHOULD',
    basis: 'implied',
    title: 'Refuses a JWT whose time has not come',
    requirement:
      'A booking is refused while the nbf of its token is still an hour ahead. The API does not ask clients for this claim, so a server that takes no notice of it is only warned.',
    notApplicable: 'Where others issue the tokens, the suite cannot make one whose time has not come.',
  },
  {
    ...onTokens,
    ...rfc(9110, '11.1'),
    id: 'http.jwt.scheme-case',
    level: 'SHOULD',
    basis: 'recommended',
    title: 'Takes the Bearer scheme in upper and lower case',
    requirement:
      'Letter case means nothing in the name of an authentication scheme: a valid token after bearer or BEARER books as well as after Bearer.',
  },
];
