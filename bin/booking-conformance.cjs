#!/usr/bin/env -S node --
// With `--`, since Node 20 would else take our option --env-file for its own, wherever it stands.
const { existsSync } = require('node:fs');
const { join } = require('node:path');

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`booking-conformance needs Node 20.19 or later; this is Node ${process.versions.node}.`);
  process.exit(64);
}

const build = join(__dirname, '..', 'scripts', 'build.cjs');
try {
  // In a checkout, not in an installed package: what runs is never older than what is written.
  if (existsSync(build)) require(build).buildIfStale();
  require('../dist/lib/cli/main.js').main(process.argv.slice(2));
} catch (error) {
  console.error(`booking-conformance cannot start: ${error.message}`);
  process.exit(70);
}
