import { explainTransportError } from '../../lib/http/explain';

const URL_SENT = 'https://user:secret@booking.example:8443/fhir?q=1';

test.each([
  ['ENOTFOUND', 'getaddrinfo ENOTFOUND x', /not known.*spelling/],
  ['EAI_AGAIN', '', /DNS server/],
  ['ECONNREFUSED', '', /Nothing accepts connections.*port/],
  ['ECONNRESET', 'socket hang up', /closed the connection.*log/],
  ['EHOSTUNREACH', '', /network.*VPN/],
  ['ETIMEDOUT', '', /firewall/],
  ['CERT_HAS_EXPIRED', '', /expired.*renew/],
  ['CERT_NOT_YET_VALID', '', /clock/],
  ['ERR_TLS_CERT_ALTNAME_INVALID', '', /another name/],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', '', /TLS_CA_FILE/],
  ['SELF_SIGNED_CERT_IN_CHAIN', '', /TLS_CA_FILE/],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', '', /TLS_CA_FILE/],
  ['ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', '', /client certificate/],
  [
    'EPROTO',
    'SSL routines: sslv3 alert handshake failure',
    /client certificate.*TLS_PFX_FILE.*TLS_MIN_VERSION/,
  ],
  ['EPROTO', 'SSL routines: sslv3 alert bad certificate', /did not accept the client certificate/],
  ['EPROTO', 'SSL routines: tlsv1 alert unknown ca', /did not accept the client certificate/],
  ['EPROTO', 'SSL routines: tlsv1 alert protocol version', /no version of TLS.*TLS_MIN_VERSION/],
  [
    'PROXY_UNREACHABLE',
    'connect ECONNREFUSED 127.0.0.1:1',
    /HTTP proxy on the way to.*ECONNREFUSED.*HTTP_PROXY_URL/,
  ],
  ['PROXY_REFUSED', 'the proxy answered CONNECT with status 407', /no way.*407.*HTTP_PROXY_CREDENTIALS/],
  ['EPROTO', 'SSL routines: wrong version number', /does not speak TLS.*http:\/\//],
  ['EPROTO', 'SSL routines: no shared cipher', /handshake.*no shared cipher.*TLS versions/],
  ['ERR_SSL_NO_CIPHERS', '', /handshake/],
  [
    'HPE_INVALID_CONSTANT',
    'Parse Error: Expected HTTP/',
    /not a correct HTTP\/1\.1 message \(Parse Error.*https/,
  ],
  ['HPE_HEADER_OVERFLOW', '', /16 KiB/],
  [
    'DEADLINE',
    'no complete answer within 10000 ms',
    /no complete answer within 10000 ms.*REQUEST_TIMEOUT_MS/,
  ],
  ['TOO_LARGE', 'the body is larger than 9 bytes', /larger than 9 bytes/],
  ['UPGRADE', '', /101/],
  ['STOPPED', 'five time-outs in a row.', /run was stopped: five time-outs in a row\.$/],
  ['INVALID_HEADER', 'Invalid character in header content ["X"]', /not sent.*\["X"\]/],
  ['constructor', 'odd', /\(constructor: odd\)/],
  ['UNKNOWN', 'odd', /\(UNKNOWN: odd\)/],
])('%s (%s) is explained in one sentence', (code, message, expected) => {
  const sentence = explainTransportError({ code, message }, URL_SENT);
  expect(sentence).toMatch(expected);
  expect(sentence).toMatch(/^[A-Zb].*[^.]\.$/);
  expect(sentence).not.toContain('secret');
  if (!['STOPPED', 'INVALID_HEADER'].includes(code)) expect(sentence).toContain('booking.example:8443');
});

test('an address that is no URL is named without its password', () => {
  const error = { code: 'INVALID_URL', message: '' };
  expect(explainTransportError(error, '/relative')).toContain('its address, /relative,');
  expect(explainTransportError(error, 'http://user:secret@host:99999/')).toContain('http://host:99999/');
});
