import { verdictHost } from '../../lib/verdict';

/** A describe block for the end of the run: what it judges was sent by the cases before it. */
export function closing(name: string, define: () => void): void {
  describe(name, () => {
    verdictHost().closes();
    define();
  });
}
