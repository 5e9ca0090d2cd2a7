import type { Report } from '../report';

/** The words in which the rules of a booking page report on the resource that the page is about. */
export class BookingFindings {
  readonly #report: Report;
  readonly #path: string;
  readonly #page: string;

  /** `path` is that of the resource; `page`, of another page than Appointment, goes into the rule ids. */
  constructor(report: Report, path: string, page = '') {
    this.#report = report;
    this.#path = path;
    this.#page = page === '' ? '' : `${page}.`;
  }

  /** The findings on a resource in this one. */
  on(path: string, page: string): BookingFindings {
    return new BookingFindings(this.#report, path, page);
  }

  /** The page requires an element and it is missing: an error. */
  missing(element: string, message: string, rule = element): void {
    this.#tell('error', 'required', element, message, rule);
  }

  /** A value, or a number of values, is not what the page allows: an error. */
  broken(element: string, message: string, rule = element): void {
    this.#tell('error', 'business-rule', element, message, rule);
  }

  /** The page asks for something else, but may be read otherwise: a warning. */
  doubtful(element: string, message: string, rule = element): void {
    this.#tell('warning', 'business-rule', element, message, rule);
  }

  /** Worth knowing, and nobody's fault. */
  noted(element: string, message: string, rule = element): void {
    this.#tell('information', 'informational', element, message, rule);
  }

  #tell(
    severity: 'error' | 'warning' | 'information',
    code: string,
    element: string,
    message: string,
    rule: string,
  ): void {
    const path = `${this.#path}.${element}`;
    this.#report({ severity, code, rule: `booking:${this.#page}${rule}`, path, message });
  }
}
