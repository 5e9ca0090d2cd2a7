/**
 * Stands for the worker of a `WarmRunPool`: does what the setting `DO` of a task says. An answer tells the process that
 * gave it, and the folder for what is temporary.
 */
const { writeFileSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');

const DEEDS = {
  answer: () => {
    writeFileSync(join(tmpdir(), 'left-over'), '');
    process.send({
      exitCode: 0,
      result: null,
      problem: JSON.stringify({ pid: process.pid, folder: tmpdir() }),
    });
  },
  'die with words': () => {
    process.stderr.write('out of luck\n', () => process.exit(3));
  },
  'be killed': () => process.kill(process.pid, 'SIGKILL'),
  hang: () => {},
};

process.on('message', ({ settings }) => DEEDS[settings.DO]());
