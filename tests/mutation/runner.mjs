import path from 'node:path';
import vm from 'node:vm';
import { declareClassPlugin, PluginKind } from '@stryker-mutator/api/plugin';
import { DryRunStatus, TestStatus, toMutantRunResult } from '@stryker-mutator/api/test-runner';
import { expect } from 'expect';
import { freshModules } from './modules.mjs';

/**
 * A test runner for StrykerJS that runs the tests of lib/fhir in its own process, without Jest: a mutant takes a tenth of
 * a second instead of several. These tests need no more of Jest than `describe`, `test` and `expect`, and none of them
 * waits for anything.
 */

/** The tests, those first that are quick and tell much. */
const FILES = [
  'values',
  'headers',
  'primitives',
  'booking',
  'base',
  'json-syntax',
  'invariants',
  'profile',
  'snapshot',
  'careconnect',
  'validate',
  'xml-write',
  'xml',
  'base-table',
  'definitions',
  'robustness',
].map((name) => path.join('tests', 'fhir', `${name}.test.ts`));

/**
 * On messages made by chance, or on megabytes: these take seconds. So do those of the corpus, of fhirpath, and on what is
 * not part of the repository, whose files are not among those above. They could raise the score, never lower it.
 */
const LEFT_OUT =
  /^(?:No mutation of|The same resource gives the same|Takes any (?:JSON|bytes)$|Bounds on time)|, absurdly deep$/;

/** A test that takes this many times as long as without a mutant, and this many milliseconds more, does not end. */
const TIME_FACTOR = 20;
const TIME_BESIDES = 2000;

/**
 * Files that keep what they have made: of the tests, only the first that needs it makes it, so that StrykerJS takes that
 * one alone for a test of it. All tests are.
 */
const KEEP_WHAT_THEY_MAKE = /(?:base\/table|invariant\/check|profile\/tree)\.ts$/;

/** What the instrumented code looks at: which mutant is active, and which test it is executed by. */
const context = {};
globalThis.__stryker__ = context;

/**
 * The ids of the tests of each file, and how long they and the loading of files take without a mutant: as the dry run
 * finds them, or in a further process a run before its first mutant.
 */
const idsOf = new Map();
const durations = new Map();

class InProcessRunner {
  capabilities() {
    return { reloadEnvironment: true };
  }

  dryRun() {
    context.mutantCoverage = { static: {}, perTest: {} };
    const tests = [...resultsOf(() => true)];
    return { status: DryRunStatus.Complete, tests, mutantCoverage: withLoading(context.mutantCoverage) };
  }

  /** The modules are evaluated anew for each mutant, while it is active: what it leaves in them harms no other. */
  mutantRun({ activeMutant, testFilter }) {
    const isTestedByAll = testFilter === undefined || KEEP_WHAT_THEY_MAKE.test(activeMutant.fileName);
    const filter = isTestedByAll ? undefined : new Set(testFilter);
    if (idsOf.size === 0) for (const _result of resultsOf(() => true));
    context.activeMutant = activeMutant.id;
    try {
      const tests = untilOneFails(resultsOf((id) => filter?.has(id) ?? true));
      return toMutantRunResult({ status: DryRunStatus.Complete, tests });
    } finally {
      context.activeMutant = undefined;
    }
  }
}

export const strykerPlugins = [declareClassPlugin(PluginKind.TestRunner, 'in-process', InProcessRunner)];

function untilOneFails(results) {
  const seen = [];
  for (const result of results) {
    seen.push(result);
    if (result.status === TestStatus.Failed) break;
  }
  return seen;
}

/** What a file of tests executes while it is loaded, each of its tests needs. */
function withLoading({ static: ofModules, perTest }) {
  const all = { static: ofModules, perTest: {} };
  for (const [file, ids] of idsOf) {
    for (const id of ids) all.perTest[id] = { ...perTest[file], ...perTest[id] };
  }
  return all;
}

/** Evaluates a module, such that what it executes is known for its own: of all tests, or of those in it. */
function evaluated(file, evaluate) {
  const around = context.currentTestId;
  context.currentTestId = file.endsWith('.test.ts') ? file : undefined;
  try {
    evaluate();
  } finally {
    context.currentTestId = around;
  }
}

/** The results of the tests that are wanted, one after the other. Files that are known to have none are not loaded. */
function* resultsOf(isWanted) {
  const load = freshModules(evaluated);
  // The working directory is the sandbox, but not yet while this module is loaded.
  for (const file of FILES.map((each) => path.resolve(each))) {
    if (idsOf.get(file)?.some(isWanted) === false) continue;
    const { tests, failure } = testsIn(file, load);
    if (failure !== null) yield failure;
    for (const test of tests) if (isWanted(test.id)) yield resultOf(test, file);
  }
}

/** The tests of a file; or the failure to load it, as StrykerJS takes that of a test. */
function testsIn(file, load) {
  const tests = [];
  Object.assign(globalThis, { expect, ...jestGlobals(path.basename(file), tests) });
  const failure = failureOf(file, () => load(file));
  if (failure !== null) {
    return { tests: [], failure: { ...failure, id: file, name: file, fileName: file, timeSpentMs: 0 } };
  }
  if (!idsOf.has(file)) {
    const ids = tests.map(({ id }) => id);
    idsOf.set(file, ids);
  }
  return { tests, failure: null };
}

/** What Jest's `describe` and `test` do, as far as it is needed here: they add to `tests`. */
function jestGlobals(file, tests) {
  let blocks = [];
  const test = (title, run) => {
    const name = [...blocks, title].join(' ');
    if (!LEFT_OUT.test(name)) tests.push({ id: `${file} ${tests.length} ${name}`, run });
  };
  const describe = (title, define) => {
    const around = blocks;
    blocks = [...around, title];
    define();
    blocks = around;
  };
  for (const register of [test, describe]) {
    register.each = (table) => (title, run) => {
      for (const row of table) register(title, () => run(...(Array.isArray(row) ? row : [row])));
    };
    register.skip = () => {};
  }
  return { describe, test };
}

function resultOf({ id, run }, file) {
  const start = performance.now();
  context.currentTestId = id;
  const failure = failureOf(id, run);
  context.currentTestId = undefined;
  const timeSpentMs = performance.now() - start;
  return { status: TestStatus.Success, ...failure, id, name: id, fileName: file, timeSpentMs };
}

const CALL = new vm.Script('callee()');

/**
 * Runs a function; gives null, or how it failed. It fails when it takes much longer than the first time: StrykerJS's own
 * time-out waits until all tests would have been done, and ends the process.
 */
function failureOf(id, run) {
  const start = performance.now();
  const usual = durations.get(id);
  globalThis.callee = run;
  try {
    CALL.runInThisContext(
      usual === undefined ? {} : { timeout: Math.ceil(TIME_FACTOR * usual + TIME_BESIDES) },
    );
  } catch (error) {
    return { status: TestStatus.Failed, failureMessage: String(error?.message ?? error) };
  }
  if (usual === undefined) durations.set(id, performance.now() - start);
  return null;
}
