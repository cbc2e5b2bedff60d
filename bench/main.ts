/** `npm run bench`: all measurements one after another, each in a process of its own; `npm run bench -- NAME …`: these. */
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
  'cut-corrected',
];

const chosen = process.argv.slice(2);
const unknown = chosen.filter((name) => !names.includes(name));
if (unknown.length > 0) {
  console.error(`There is no ${unknown.join(', ')}. There are: ${names.join(', ')}.`);
  process.exit(2);
}
for (const name of chosen.length > 0 ? chosen : names) {
  console.log(`\n${name}\n`);
  const program = fileURLToPath(new URL(`${name}.ts`, import.meta.url));
  const [code] = (await once(spawn(process.execPath, [program], { stdio: 'inherit' }), 'exit')) as [
    number | null,
  ];
  if (code !== 0) process.exitCode = 1;
}
