import type { Report } from '../report';

/** The words in which the rules of the booking pages report. Every rule id begins with `booking:`. */
export class BookingFindings {
  readonly #report: Report;

  constructor(report: Report) {
    this.#report = report;
  }

  /** The pages require an element and it is missing: an error. */
  missing(rule: string, path: string, message: string): void {
    this.#report({ code: 'required', rule: `booking:${rule}`, path, message });
  }

  /** A value or a number of values is not what the pages allow: an error. */
  broken(rule: string, path: string, message: string): void {
    this.#report({ code: 'business-rule', rule: `booking:${rule}`, path, message });
  }

  /** The pages ask for it, but may be read otherwise: a warning. */
  doubtful(rule: string, path: string, message: string): void {
    this.#report({ severity: 'warning', code: 'business-rule', rule: `booking:${rule}`, path, message });
  }

  /** Worth knowing and nobody's fault. */
  noted(rule: string, path: string, message: string): void {
    this.#report({ severity: 'information', code: 'informational', rule: `booking:${rule}`, path, message });
  }
}
