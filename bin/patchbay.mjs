#!/usr/bin/env node
// Plain JavaScript that any Node from 20 can read: starts the command line, once more on a newer Node where it needs one.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const entry = join(root, 'out', 'main', 'cli.js');
const ownNode = join(root, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
const tooOld =
  'Patchbay needs Node 22.12 or newer. Run "npm ci" in its folder, which brings one, or install a newer Node.';

function fail(message) {
  console.error(message);
  process.exit(1);
}

/** Runs a script on another Node; the terminal gives Ctrl-C to both, and only the script answers to it. */
function run(args) {
  process.on('SIGINT', () => {});
  const { status, error } = spawnSync(ownNode, args, { stdio: 'inherit' });
  if (error) fail(error.message);
  return status ?? 1;
}

function build() {
  const script = join(root, 'scripts', 'build.ts');
  if (!existsSync(script)) fail(`Patchbay is not complete: ${entry} is missing.`);
  if (!existsSync(ownNode)) fail(tooOld);
  console.error('Building Patchbay …');
  // The build's own words go to stderr: stdout belongs to the command.
  const { status } = spawnSync(ownNode, [script], { stdio: ['ignore', process.stderr.fd, 'inherit'] });
  if (status !== 0) fail('The build failed.');
}

if (!existsSync(entry)) build();
// What a running console does for a command needs no newer Node than this one, and no second process.
const { done } = await import(pathToFileURL(entry).href);
if (!done) {
  if (existsSync(ownNode)) process.exitCode = run([entry, ...process.argv.slice(2)]);
  else fail(tooOld);
}
