import { checkBase } from './base/check';
import { type Node, nodesOf } from './base/nodes';
import { checkBooking } from './booking/check';
import type { BookingUse } from './booking/use';
import { checkInvariants } from './invariant/check';
import type { Issue, Layer } from './issue';
import { CARECONNECT_LIBRARY } from './profile/careconnect';
import { checkProfiles } from './profile/check';
import type { ProfileLibrary } from './profile/model';
import type { Report } from './report';

/** What to check. */
export interface ValidateOptions {
  /** Layers to check; by default all but `booking`, and that too when `as` is given. `readMessage` checks `syntax`. */
  readonly layers?: readonly Layer[];
  /** What the Appointment is for: needed by the layer `booking`. */
  readonly as?: BookingUse;
  /** The profiles to judge by, such as those that `readDefinitions` gives; by default the built-in ones. */
  readonly library?: ProfileLibrary;
}

/** How many issues a layer reports: as many as a reader can use, few enough that no message can flood a report. */
const MAX_ISSUES = 500;

type ResourceLayer = Exclude<Layer, 'syntax'>;

/** The layers of a resource, from the most basic one on. */
const LAYERS: readonly ResourceLayer[] = ['base', 'invariant', 'profile', 'booking'];

/**
 * Validates a parsed resource. Takes any JSON value and never throws; time and output are bounded by its size.
 *
 * Layers report one after the other. A fault is reported once, by the most basic layer that sees it: where a layer has
 * found an error, later layers are silent about the same path.
 */
export function validate(resource: unknown, options: ValidateOptions = {}): Issue[] {
  const wanted = options.layers ?? LAYERS;
  const checks = checksOf(resource, options);
  const issues: Issue[] = [];
  const paths = new Set<string>();
  for (const layer of LAYERS.filter((each) => wanted.includes(each))) {
    const found = issuesOf(layer, checks[layer]).filter(({ path }) => !paths.has(path));
    for (const { path, severity } of found) if (severity === 'error') paths.add(path);
    issues.push(...found);
  }
  return issues;
}

/** How each layer checks the resource. */
function checksOf(
  resource: unknown,
  { as: use, library = CARECONNECT_LIBRARY }: ValidateOptions,
): Record<ResourceLayer, (report: Report) => void> {
  let nodes: Node[] | undefined;
  const sharedNodes = () => {
    nodes ??= nodesOf(resource);
    return nodes;
  };
  return {
    base: (report) => checkBase(resource, report),
    invariant: (report) => checkInvariants(sharedNodes(), report),
    profile: (report) => checkProfiles(sharedNodes(), library, report),
    booking: (report) => {
      if (use !== undefined) checkBooking(resource, use, report);
    },
  };
}

function issuesOf(layer: Layer, check: (report: Report) => void): Issue[] {
  const issues: Issue[] = [];
  check((finding) => {
    if (issues.length < MAX_ISSUES) issues.push({ severity: 'error', layer, ...finding });
    else if (issues.length === MAX_ISSUES) issues.push(furtherIssues(layer));
  });
  return issues;
}

function furtherIssues(layer: Layer): Issue {
  const message = `Further issues of the layer ${layer} were left out: there are more than ${MAX_ISSUES}.`;
  return {
    severity: 'information',
    layer,
    code: 'informational',
    rule: 'too-many-issues',
    path: '',
    message,
  };
}
