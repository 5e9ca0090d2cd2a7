import { verdictHost } from '../../lib/verdict';

/** A describe block for the end of the run: what it judges was sent by the cases before it. */
export function closing(name: string, define: () => void): void {
  atTheEnd('judges', name, define);
}

/** A describe block for the end of the run that sends something itself, now that all else is done. */
export function lastLook(name: string, define: () => void): void {
  atTheEnd('sends', name, define);
}

function atTheEnd(how: 'judges' | 'sends', name: string, define: () => void): void {
  describe(name, () => {
    verdictHost().closes(how);
    define();
  });
}
