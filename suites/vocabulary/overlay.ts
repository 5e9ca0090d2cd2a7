import { session } from '../../lib/runner/session';

/** Whether the run was asked to judge by an overlay, too. */
export const overlayIsChosen = (overlay: string): boolean =>
  session().target.settings.overlays.includes(overlay);
