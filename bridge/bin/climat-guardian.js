#!/usr/bin/env node
import { setFlagsFromString } from 'node:v8';

// Before anything is made. V8's room for young objects would grow to tens of megabytes in each thread while two hundred
// sessions begin, be kept for good, and be cleaned in one pause.
setFlagsFromString('--semi-space-growth-factor=1');
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
