/**
 * What FHIR asks of every answer, judged on all exchanges of the run: http://hl7.org/fhir/STU3/http.html
 */
import {
  type Issue,
  instantOf,
  parseEntityTag,
  parseImfFixdate,
  parseMediaType,
  validate,
} from '../../lib/fhir';
import { CARECONNECT_LIBRARY } from '../../lib/fhir/profile/careconnect';
import { isLeftCoded } from '../../lib/http/content';
import { headerValues } from '../../lib/http/exchange';
import { messageOf } from '../../lib/target/answer';
import { readAll } from '../../lib/target/gaps';
import {
  type Answer,
  broken,
  closing,
  eachWith,
  everyAnswer,
  everyError,
  everyResource,
  expectOutcomeIn,
  inconclusive,
  inShort,
  isSuccess,
  notApplicable,
  type ResourceAnswer,
  ruleOnEveryAnswer,
  session,
  takesFhir,
  warned,
} from '../vocabulary';

closing('The content of every answer', () => {
  const valid = () => ofTheServer(everyAnswerAsFhir(), isOfStructure);
  ruleOnEveryAnswer('fhir.response.valid', valid, ({ resource, response }) => {
    if (resource === null) return expectResource(response);
    const structure = errorsIn(resource).filter(isOfStructure);
    const issues = [...messageOf(response).issues.filter(isOfTheContent), ...structure];
    // That every contained resource is referred to is asked of whoever writes one, and harms nobody who reads it.
    const grave = issues.find(({ rule }) => rule !== 'dom-3');
    if (grave) broken(`returns an invalid ${resource.resourceType}: ${told(grave)}`, asFound(issues));
    const [light] = issues;
    if (light) warned(`returns a contained resource that nothing refers to: ${told(light)}`, asFound(issues));
  });

  const meetingProfiles = () => ofTheServer(everyResource(), () => true);
  ruleOnEveryAnswer('fhir.response.profile', meetingProfiles, ({ resource }) => {
    const missed = errorsIn(resource).filter(({ layer }) => layer === 'profile');
    if (missed.length === 0) return;
    const claimed = validate(resource, { library: { ...profiles(), assumed: new Map() } }).filter(
      ({ layer, severity }) => layer === 'profile' && severity === 'error',
    );
    if (claimed[0]) broken(`does not meet a profile that it claims: ${told(claimed[0])}`, asFound(claimed));
    warned(`does not meet a profile that it does not claim: ${told(missed[0] as Issue)}`, asFound(missed));
  });
});

closing('The version of every answer', () => {
  ruleOnEveryAnswer(
    'fhir.etag.version',
    () =>
      eachWith(
        'ETag',
        everyResource().filter(({ resource }) => typeof versionIdOf(resource) === 'string'),
      ),
    ({ value, resource }) => {
      const { tag } = parseEntityTag(value) ?? inconclusive(`the ETag is no entity tag: ${value}`);
      const versionId = String(versionIdOf(resource));
      if (tag === versionId) return;
      broken('sends another version in ETag than in the resource', {
        expected: `W/"${versionId}"`,
        actual: value,
      });
    },
    () => notApplicable('no answer had both an ETag and a version id'),
  );

  ruleOnEveryAnswer(
    'fhir.etag.weak',
    // Of a Bundle or an OperationOutcome, which have no version, FHIR does not say what an ETag looks like.
    () => eachWith('ETag', everyResource().filter(isVersioned)),
    ({ value }) => {
      const { weak } = parseEntityTag(value) ?? inconclusive(`the ETag is no entity tag: ${value}`);
      if (!weak) broken('sends a strong ETag', { expected: `W/${value}`, actual: value });
    },
    () => notApplicable('no answer had an ETag'),
  );

  ruleOnEveryAnswer(
    'fhir.last-modified.meta',
    () =>
      eachWith(
        'Last-Modified',
        everyResource().filter(({ resource }) => lastUpdatedOf(resource) !== null),
      ),
    ({ value, resource }) => {
      const modified = parseImfFixdate(value) ?? inconclusive(`Last-Modified is no HTTP date: ${value}`);
      const updated = lastUpdatedOf(resource) as number;
      if (Math.abs(modified.getTime() - updated) <= 1_000) return;
      broken('tells another time in Last-Modified than in meta.lastUpdated', {
        expected: new Date(updated).toUTCString(),
        actual: value,
      });
    },
    () => notApplicable('no answer had both times'),
  );
});

closing('The format of every answer', () => {
  ruleOnEveryAnswer('fhir.media-type', resourcesForTakers, ({ response, sent, format }) => {
    const labels = headerValues(response.headers, 'Content-Type');
    const [label, ...more] = labels;
    if (label === undefined) inconclusive('the answer has no Content-Type');
    const expected = `application/fhir+${format}`;
    if (more.length > 0) broken('labels its body twice', { expected, actual: labels.join(' | ') });
    const type = parseMediaType(label.trim())?.type;
    const asked = formatAskedFor(sent.request.headers);
    if (asked && asked !== format && isSuccess(response.status)) {
      broken(`answers in ${format.toUpperCase()} when asked for ${asked.toUpperCase()}`, {
        expected: `application/fhir+${asked}`,
        actual: label,
      });
    }
    if (type === expected) return;
    if (type === `application/${format}+fhir`) {
      warned('labels its body as FHIR was labelled before STU3', { expected, actual: label });
    }
    broken(`labels FHIR in ${format.toUpperCase()} as something else`, { expected, actual: label });
  });

  ruleOnEveryAnswer(
    'fhir.charset',
    () => everyResource().filter(({ response }) => charsetsOf(response.headers).length > 0),
    ({ response }) => {
      const other = charsetsOf(response.headers).find((charset) => charset.toLowerCase() !== 'utf-8');
      if (other !== undefined) {
        broken('names another character encoding than UTF-8', {
          expected: 'charset=utf-8, or no charset',
          actual: `charset=${other}`,
        });
      }
    },
    () => notApplicable('no Content-Type named a charset'),
  );
});

closing('The explanation of every error', () => {
  ruleOnEveryAnswer(
    'fhir.error.outcome',
    everyError,
    ({ response }) => {
      const body = messageOf(response).value as { resourceType?: unknown } | null | undefined;
      if (body?.resourceType === 'OperationOutcome') return;
      broken(`answers ${response.status} without an OperationOutcome`, {
        expected: 'an OperationOutcome',
        actual: inShort(response),
      });
    },
    () => notApplicable('no answer reported an error'),
  );

  ruleOnEveryAnswer(
    'fhir.outcome.valid',
    () => everyResource().filter(({ resource }) => resource.resourceType === 'OperationOutcome'),
    ({ response, resource }) => {
      const issue = errorsIn(resource).find(isOfStructure);
      if (issue) broken(`writes an OperationOutcome that is not valid: ${told(issue)}`, asFound([issue]));
      if (response.status >= 400) expectOutcomeIn(response);
    },
    () => notApplicable('no answer brought an OperationOutcome'),
  );
});

/** An answer whose body is a resource, or at least labelled as one. */
type FhirAnswer = Answer & { readonly resource: ResourceAnswer['resource'] | null };

/** Every answer whose body is a resource, and every successful one that says so in its Content-Type. */
function everyAnswerAsFhir(): FhirAnswer[] {
  const resources = new Map(everyResource().map((answer) => [answer.exchange, answer.resource]));
  return everyAnswer().flatMap((answer) => {
    const resource = resources.get(answer.exchange) ?? null;
    const { status, headers, body } = answer.response;
    // What a refusal has to say is for the rules on OperationOutcomes.
    const isSaidToBe = isSuccess(status) && body.length > 0 && isFhirLabel(headers);
    return resource !== null || isSaidToBe ? [{ ...answer, resource }] : [];
  });
}

/** The body is labelled as FHIR, and holds no resource: gives what could be made of it. */
function expectResource(response: Answer['response']): void {
  if (isLeftCoded(response)) inconclusive('the body has a content coding that is not known here');
  const { value, issues } = messageOf(response);
  const [unread] = value === undefined ? issues : [];
  if (unread?.code === 'too-long') inconclusive(`the body was not read: ${unread.message}`);
  broken('returns a body that is labelled as FHIR, and holds no resource', {
    expected: 'a resource, in JSON or XML that is well-formed',
    actual: unread ? `${unread.message} ${inShort(response)}` : inShort(response),
  });
}

/**
 * Of these answers, those that the server answers for; an OperationOutcome has a rule of its own. A server that let an
 * invalid Appointment through, and gives it back as it was sent, is not accused for what the client wrote.
 *
 * @param matters the issues of what was sent that might come back
 */
function ofTheServer<T extends FhirAnswer>(answers: readonly T[], matters: (issue: Issue) => boolean): T[] {
  const ours = letThrough(matters);
  return answers.filter(({ resource, case: name }) => {
    if (resource?.resourceType === 'OperationOutcome') return false;
    const mayBeOurs = resource === null || resource.resourceType === 'Appointment';
    return !(mayBeOurs && (ours.cases.has(name) || ours.ids.has(resource?.id)));
  });
}

/**
 * The cases in which something invalid was sent, and accepted; and the ids that it was booked under, since what such a
 * case leaves behind is read again when the run is over.
 */
function letThrough(matters: (issue: Issue) => boolean): {
  readonly cases: ReadonlySet<string>;
  readonly ids: ReadonlySet<unknown>;
} {
  const isLetThrough = ({ sent, response }: Answer): boolean => {
    if (sent.request.body === null || !isSuccess(response.status)) return false;
    const { value, issues } = messageOf(sent.request);
    const isRead = value !== undefined && !issues.some(({ severity }) => severity === 'error');
    return !isRead || errorsIn(value).some(matters);
  };
  const answers = everyAnswer().filter(isLetThrough);
  const { ledger } = session();
  return {
    cases: new Set(answers.map((answer) => answer.case)),
    ids: new Set(answers.flatMap(({ exchange }) => ledger.entryOf(exchange)?.id ?? [])),
  };
}

/** What the label of a resource is, when the client takes no FHIR, is the server's own business. */
function resourcesForTakers(): ResourceAnswer[] {
  return everyResource().filter(({ sent }) => takesFhir(sent));
}

const profiles = () => session().target.settings.profiles?.library ?? CARECONNECT_LIBRARY;

const found = new WeakMap<object, readonly Issue[]>();

/** The errors of a resource on all layers but that of the booking page; looked for once. */
function errorsIn(resource: unknown): readonly Issue[] {
  const library = profiles();
  const key = Object(resource) as object;
  const known = found.get(key);
  if (known) {
    readAll(resource);
    return known;
  }
  const errors = validate(resource, { library }).filter(({ severity }) => severity === 'error');
  found.set(key, errors);
  return errors;
}

/** What was found while the bytes were read, and is wrong with the resource that they hold. */
const isOfTheContent = ({ layer, rule, severity }: Issue): boolean =>
  severity === 'error' && (layer === 'base' || rule === 'duplicate-key');

/** What is wrong whatever profile the resource claims. */
const isOfStructure = ({ layer }: Issue): boolean => layer !== 'profile';

const told = ({ path, message }: Issue): string => `${path}: ${message}`;

const MOST_ISSUES = 5;

function asFound(issues: readonly Issue[]): { expected: string; actual: string } {
  const shown = issues.slice(0, MOST_ISSUES).map((issue) => `${told(issue)} (${issue.rule})`);
  const more = issues.length > MOST_ISSUES ? [`and ${issues.length - MOST_ISSUES} more`] : [];
  return { expected: 'no finding of the validator', actual: [...shown, ...more].join('; ') };
}

const isVersioned = ({ resource }: ResourceAnswer): boolean =>
  resource.resourceType === 'Appointment' || versionIdOf(resource) !== undefined;

function versionIdOf(resource: Record<string, unknown>): unknown {
  return (resource.meta as { versionId?: unknown } | undefined)?.versionId;
}

function lastUpdatedOf(resource: Record<string, unknown>): number | null {
  return instantOf((resource.meta as { lastUpdated?: unknown } | undefined)?.lastUpdated);
}

type Headers = Answer['response']['headers'];

/** The format that the client asked for, where it asked for just one. */
function formatAskedFor(headers: Headers): 'json' | 'xml' | null {
  const accepted = headerValues(headers, 'Accept');
  if (accepted.length !== 1) return null;
  const type = parseMediaType((accepted[0] as string).trim())?.type;
  return type === 'application/fhir+json' ? 'json' : type === 'application/fhir+xml' ? 'xml' : null;
}

/** Whether a body is labelled as FHIR, be it as FHIR was labelled before STU3. */
function isFhirLabel(headers: Headers): boolean {
  const [label = ''] = headerValues(headers, 'Content-Type');
  return FHIR_TYPE.test(parseMediaType(label.trim())?.type ?? '');
}

const FHIR_TYPE = /^application\/(fhir\+(json|xml)|(json|xml)\+fhir)$/;

function charsetsOf(headers: Headers): string[] {
  return headerValues(headers, 'Content-Type').flatMap(
    (value) => parseMediaType(value.trim())?.parameters.get('charset') ?? [],
  );
}
