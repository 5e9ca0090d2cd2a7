import type { Fault } from './fault';

/** Faults in how consumers connect: "Book an appointment", Security. */
export const connectionFaults: readonly Fault[] = [
  {
    id: 'client-certificate-not-required',
    rule: 'book.security.mutual-tls',
    description: 'The server asks for a client certificate, but serves clients that show none.',
    couplings: [],
    tls: 'mutual',
    behaviour: { requiresClientCertificate: () => false },
  },
];
