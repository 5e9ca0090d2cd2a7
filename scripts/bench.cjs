/**
 * How fast the validator is, in the built suite: Appointments a second when warm, for all layers and for each, and the
 * time from its import to its first verdict in a fresh process. Exit code 1 when it is slower than it has to be.
 *
 * Judged by processor time, which other work on the machine does not change; the time of day is printed beside it.
 */
const { spawnSync } = require('node:child_process');
const { join } = require('node:path');
const { buildIfStale } = require('./build.cjs');

/** What has to be reached: Appointments a second, parsed already; milliseconds from import to first verdict. */
const LEAST_PER_SECOND = 10_000;
const MOST_COLD_MS = 300;

const ROUNDS = 7;
const ROUND_MS = 300;
const WARM_UP_MS = 1500;
const COLD_STARTS = 7;
const MOST_TRIES = 3;
/** How many different Appointments are measured in turn. */
const DIFFERENT = 100;
const LAYERS = ['base', 'invariant', 'profile', 'booking'];

const fhir = join(__dirname, '..', 'dist', 'lib', 'fhir', 'index.js');
const fixtures = join(__dirname, '..', 'dist', 'fixtures');

/** What runs in a fresh process, with the path of the validator for its argument and the Appointment for its input. */
const COLD_START = `
  const appointment = JSON.parse(require('node:fs').readFileSync(0, 'utf8'));
  const before = process.cpuUsage();
  const started = performance.now();
  const issues = require(process.argv[1]).validate(appointment, { as: 'request' });
  const wall = performance.now() - started;
  const { user, system } = process.cpuUsage(before);
  console.log(JSON.stringify({ cpu: (user + system) / 1000, wall, issues: issues.length }));
`;

function median(values) {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}

/** Runs `work` for at least `milliseconds` of processor time; gives how often it ran a second, by both clocks. */
function rate(work, milliseconds) {
  const before = process.cpuUsage();
  const started = performance.now();
  let times = 0;
  let cpu = 0;
  while (cpu < milliseconds) {
    for (let index = 0; index < 50; index += 1) work(index);
    times += 50;
    const { user, system } = process.cpuUsage(before);
    cpu = (user + system) / 1000;
  }
  return { cpu: (times / cpu) * 1000, wall: (times / (performance.now() - started)) * 1000 };
}

/** The median of several rounds, after a warm-up; of up to three tries, for a busy machine may disturb one. */
function warmEnough(work) {
  let best = warm(work);
  for (let tries = 1; tries < MOST_TRIES && best.cpu < LEAST_PER_SECOND; tries += 1) {
    const again = warm(work);
    if (again.cpu > best.cpu) best = again;
  }
  return best;
}

/** The median of several rounds, after a warm-up. */
function warm(work) {
  rate(work, WARM_UP_MS);
  const rounds = Array.from({ length: ROUNDS }, () => rate(work, ROUND_MS));
  return { cpu: median(rounds.map(({ cpu }) => cpu)), wall: median(rounds.map(({ wall }) => wall)) };
}

function coldStart(json) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['-e', COLD_START, fhir], {
    input: json,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`The validator does not start: ${stderr}`);
  return JSON.parse(stdout);
}

function print(name, { cpu, wall }, unit) {
  const number = (value) => String(Math.round(value)).padStart(9);
  console.log(`${name.padEnd(24)}${number(cpu)}${number(wall)}  ${unit}`);
}

/** Bookings as the suite sends them, parsed from text, each with another patient. */
function bookings(count) {
  const { bookingBody } = require(join(fixtures, 'appointment.js'));
  const { madeUpPatient } = require(join(fixtures, 'patients.js'));
  const slot = {
    resourceType: 'Slot',
    id: 'slot-7',
    meta: { profile: ['https://fhir.hl7.org.uk/STU3/StructureDefinition/CareConnect-Slot-1'] },
    identifier: [
      { system: 'https://tools.ietf.org/html/rfc4122', value: '1b4c8a52-0f0e-4c3e-9d56-2f8f6a1c7e10' },
    ],
    schedule: { reference: 'Schedule/clinic-1' },
    status: 'free',
    start: '2031-05-06T09:20:00+01:00',
    end: '2031-05-06T09:30:00+01:00',
  };
  const now = new Date('2031-05-05T18:41:07.250Z');
  return Array.from({ length: count }, (_, n) => {
    return JSON.stringify(bookingBody({ slot, patient: madeUpPatient(n) }, now));
  });
}

function main() {
  buildIfStale();
  const { hasErrors, validate } = require(fhir);
  const texts = bookings(DIFFERENT);
  const appointments = texts.map((text) => JSON.parse(text));
  const bad = appointments.find((appointment) => hasErrors(validate(appointment, { as: 'request' })));
  if (bad) throw new Error('The Appointments that are measured are not valid.');

  const validating = (options) => (n) => validate(appointments[n % DIFFERENT], options);
  const size = `of ${texts[0].length} bytes`;
  console.log(`${size.padEnd(24)}processor    clock`);
  const all = warmEnough(validating({ as: 'request' }));
  print('all layers', all, 'Appointments/s');
  for (const layer of LAYERS) {
    print(`  ${layer} only`, warm(validating({ as: 'request', layers: [layer] })), 'Appointments/s');
  }
  const starts = Array.from({ length: COLD_STARTS }, () => coldStart(texts[0]));
  const cold = { cpu: median(starts.map(({ cpu }) => cpu)), wall: median(starts.map(({ wall }) => wall)) };
  print('import to first verdict', cold, 'ms');

  if (all.cpu < LEAST_PER_SECOND) fail(`Slower than ${LEAST_PER_SECOND} Appointments/s.`);
  if (cold.cpu > MOST_COLD_MS) fail(`It takes longer than ${MOST_COLD_MS} ms to the first verdict.`);
}

function fail(message) {
  console.error(message);
  process.exitCode = 1;
}

main();
