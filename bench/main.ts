/**
 * `npm run bench`: all measurements one after another, each in a process of its own; `npm run bench -- NAME …`: these,
 * with whatever options follow. Those that take long, by years of readings or real frontends, are done only by name.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const names = [
  'first-reading',
  'frames',
  'building',
  'api',
  'bytes',
  'commit-mark',
  'old-store',
  'seed',
  'cut-corrected',
];
const byName = ['averages', 'grafana', 'home-assistant', 'card'];

const args = process.argv.slice(2);
const firstOption = args.findIndex((arg) => arg.startsWith('--'));
const chosen = firstOption === -1 ? args : args.slice(0, firstOption);
const options = args.slice(chosen.length);
const known = [...names, ...byName];
const unknown = chosen.filter((name) => !known.includes(name));
if (unknown.length > 0) {
  console.error(`There is no ${unknown.join(', ')}. There are: ${known.join(', ')}.`);
  process.exit(2);
}
for (const name of chosen.length > 0 ? chosen : names) {
  console.log(`\n${name}\n`);
  const program = fileURLToPath(new URL(`${name}.ts`, import.meta.url));
  const [code] = (await once(
    spawn(process.execPath, [program, ...options], { stdio: 'inherit' }),
    'exit',
  )) as [number | null];
  if (code !== 0) process.exitCode = 1;
}
