/** How strongly the source asks for it, in the words of RFC 2119; SHALL and WILL count as MUST. */
export type Level = 'MUST' | 'SHOULD' | 'MAY';

/** `stated`: a sentence says so; `recommended`: described without a keyword; `implied`: follows from a sentence. */
export type Basis = 'stated' | 'recommended' | 'implied';

/**
 * Who asks for it: the page Book an appointment and what it says of the request (`booking`), the API's other pages
 * (`nhs`), base FHIR STU3 (`fhir`), the RFCs of HTTP and JWT (`http`), the urgent-care implementation guide (`uec`).
 */
export type Source = 'booking' | 'nhs' | 'fhir' | 'http' | 'uec';

/** One requirement: what is asked, of whom, how strongly, and where it is written. */
export interface Rule {
  /** Names the rule everywhere; never renamed, never reused. */
  readonly id: string;
  readonly level: Level;
  readonly basis: Basis;
  readonly source: Source;
  /** The heading under which a report lists the rule. */
  readonly section: string;
  /** What the server (or the client) does, in the present tense. */
  readonly title: string;
  /** Title of the document that the rule comes from. */
  readonly document: string;
  /** Public address of that document, down to the section. */
  readonly link: string;
  /** What is required and what is judged, in words fit for a failure message. */
  readonly requirement: string;
  /** Whom the rule binds; `described` marks a statement of fact that binds nobody. */
  readonly binds: 'server' | 'client' | 'described';
  /** Why the rule may come out as not applicable: it binds no server, or needs what is not always there. */
  readonly notApplicable?: string;
  /** Where another NHS document says otherwise, so that a supplier can take it up. */
  readonly conflict?: string;
}
