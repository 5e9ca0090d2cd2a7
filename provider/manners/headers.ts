import { randomBytes } from 'node:crypto';
import type { HeaderFields } from '../answer';
import { always, type Change, on, rewritten, TOKEN_GROUNDS, without } from '../faults/changes';
import type { Manner } from './manner';

/** What stands in front of a provider, and its framework, say of themselves. */
const OF_A_STACK: HeaderFields = [
  ['Server', 'Kestrel (B\u00fcrost\u00e4dt)'],
  ['X-Powered-By', 'HAPI FHIR 3.8.0 REST Server (FHIR Server; FHIR 3.0.1/DSTU3)'],
  ['Strict-Transport-Security', 'max-age=31536000; includeSubDomains'],
  ['Content-Security-Policy', `default-src 'none'; report-uri /csp?${'x'.repeat(4000)}`],
  ['X-Content-Type-Options', 'nosniff'],
  ['Expires', '0'],
  ['Pragma', 'no-cache'],
  ['Age', '0'],
  ['X-Empty', ''],
];

/** Fields that are lists, or may stand several times (RFC 9110 section 5.3, RFC 6265 section 3). */
const REPEATED: HeaderFields = [
  ['Cache-Control', 'no-cache'],
  ['Cache-Control', 'no-store, private'],
  ['Vary', 'Accept'],
  ['Vary', 'Accept-Encoding, Origin'],
  ['Via', '1.1 gateway'],
  ['Via', '1.1 proxy.provider.example (Squid)'],
  ['Set-Cookie', 'node=one; Path=/; HttpOnly'],
  ['Set-Cookie', 'session=1; Expires=Wed, 09 Jun 2100 10:18:14 GMT'],
  ['Link', '<https://provider.example/terms>; rel="terms-of-service"'],
  ['Link', '<https://provider.example/help>; rel="help"'],
];

/** What header fields an answer has, and how they are written: RFC 9110 section 5; "Book an appointment", Headers. */
export const headerManners: readonly Manner[] = [
  {
    id: 'headers-of-a-stack',
    description: 'Answers have header fields of framework and proxy, long, empty and beyond ASCII.',
    behaviour: always(withFields(OF_A_STACK)),
  },
  {
    id: 'headers-repeated',
    description: 'Header fields that may stand several times do so.',
    behaviour: always(withFields(REPEATED)),
  },
  {
    id: 'headers-reversed',
    description: 'Header fields come in another order.',
    behaviour: always((answer) => ({ ...answer, headers: [...answer.headers].reverse() })),
  },
  {
    id: 'headers-spaced',
    description: 'Values of header fields have blanks and tabs around them.',
    behaviour: always(eachField((name, value) => [[name, ` \t${value} \t`]])),
  },
  {
    id: 'allow-repeated',
    description: 'The methods that are allowed come in a header field each.',
    behaviour: always(
      eachField((name, value) =>
        name === 'Allow' ? value.split(', ').map((method) => [name, method] as const) : [[name, value]],
      ),
    ),
  },
  {
    id: 'challenge-none',
    description: 'A token is refused without WWW-Authenticate, which HTTP asks for with a 401.',
    behaviour: on(TOKEN_GROUNDS, without('WWW-Authenticate')),
  },
  {
    id: 'challenge-repeated',
    description: 'A token is refused with several challenges, one with a comma in it.',
    behaviour: on(
      TOKEN_GROUNDS,
      withFields([['WWW-Authenticate', 'Basic realm="staff, at home", Negotiate']]),
    ),
  },
  {
    id: 'request-ids-in-capitals',
    description: 'Request ids of its own are UUIDs in capitals.',
    behaviour: always(rewritten('X-Request-Id', (id) => id.toUpperCase())),
  },
  {
    id: 'request-ids-no-uuid',
    description: 'Request ids of its own are no UUIDs.',
    behaviour: always(rewritten('X-Request-Id', () => `|${randomBytes(8).toString('hex')}.${Date.now()}_`)),
  },
  {
    id: 'request-ids-the-same-twice',
    description: "The client's id is X-Request-Id and X-Correlation-Id.",
    behaviour: always((answer, context) => {
      const [, clientId] = answer.headers.find(([name]) => name === 'X-Correlation-Id') ?? [];
      return rewritten('X-Request-Id', (id) => clientId ?? id)(answer, context);
    }),
    unjudged: ['book.correlation-id.returned'],
  },
];

function withFields(fields: HeaderFields): Change {
  return (answer) => ({ ...answer, headers: [...answer.headers, ...fields] });
}

function eachField(rewrite: (name: string, value: string) => HeaderFields): Change {
  return (answer) => ({
    ...answer,
    headers: answer.headers.flatMap(([name, value]) => rewrite(name, value)),
  });
}
