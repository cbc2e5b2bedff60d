/** Whose code is in what we ship, and on what terms: most licences ask that their text goes with every copy. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Those whose only wish is to be named. Another one is for a person to read before anything is shipped. */
const permitted = new Set([
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'ISC',
  'MIT',
]);

const heading = `Climat Guardian contains the software below, each under its own licence.
Climat Guardian itself is under the Apache License 2.0: see LICENSE.
`;

/**
 * @param files paths of all that was bundled, as esbuild's metafile lists them: relative to the root.
 * @throws {Error} naming a package whose licence is not one of those that we know.
 */
export async function notices(root: string, files: readonly string[]): Promise<string> {
  const folders = new Set(files.map(packageFolder).filter((folder) => folder !== undefined));
  // A package that is there twice, in the same words, is named once.
  const texts = new Set(await Promise.all([...folders].map((folder) => notice(join(root, folder)))));
  return [heading, ...[...texts].sort()].join(`\n${'-'.repeat(78)}\n\n`);
}

/** `node_modules/a/node_modules/@b/c` of a file in it; undefined for our own. */
function packageFolder(file: string): string | undefined {
  return /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0];
}

async function notice(folder: string): Promise<string> {
  const stated: unknown = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  const { name, version, license } = field(stated);
  const called = `${String(name)} ${String(version)}`;
  if (typeof license !== 'string' || !permitted.has(license)) {
    throw new Error(
      `${called} is under ${String(license)}, which packaging/notices.ts does not know: may we ship it?`,
    );
  }
  const files = (await readdir(folder)).filter((file) => /^(licen[cs]e|notice|copying)/i.test(file)).sort();
  const texts = await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')));
  if (texts.length === 0) texts.push(`It comes without a text of its licence, ${license}.\n`);
  return `${called} (${license})\n\n${texts.map((text) => text.trim()).join('\n\n')}\n`;
}

function field(json: unknown): Readonly<Record<string, unknown>> {
  return typeof json === 'object' && json !== null ? { ...json } : {};
}
