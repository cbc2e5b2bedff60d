#!/usr/bin/env node
// Plain JavaScript that any Node can parse, so that an old one is told so in a sentence instead of a syntax error.
const major = Number(process.versions.node.split('.')[0]);
if (major < 24) {
  console.error(
    `climat-guardian needs Node 24, this is ${process.version}. From a checkout: npm ci && npx climat-guardian`,
  );
  process.exit(1);
}
// What is shipped is one file; its map names the lines of the source in stack traces.
process.setSourceMapsEnabled(true);
await import('#main');
