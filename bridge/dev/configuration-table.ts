/** Writes docs/configuration.md's table of all keys anew, out of the schema: `node bridge/dev/configuration-table.ts` */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { variableOf } from '../src/config/environment.ts';
import { rootNode, type Node } from '../src/config/schema-walk.ts';

export const documentFile = join(import.meta.dirname, '..', '..', 'docs', 'configuration.md');
const [begin, end] = ['<!-- begin: generated from bridge/src/config/schema.ts -->', '<!-- end -->'];

/** The document with its table as the schema says it. */
export async function written(text: string): Promise<string> {
  const [before, rest] = text.split(begin);
  const after = rest?.split(end)[1];
  if (before === undefined || after === undefined) throw new Error(`${documentFile} has lost its markers`);
  const options = await resolveConfig(documentFile);
  return format(`${before}${begin}\n\n${table()}\n\n${end}${after}`, { ...options, filepath: documentFile });
}

interface Row {
  readonly key: string;
  readonly pointer: string;
  readonly node: Node;
  readonly isNeeded: boolean;
}

function table(): string {
  const rows = rowsOf(rootNode, '', '').map(({ key, pointer, node, isNeeded }) => {
    const variable = node.kind === 'map' ? `${variableOf(pointer)}__MAC` : variableOf(pointer);
    return `| \`${key}\` | ${typeOf(node)} | ${isNeeded ? 'needed' : fallbackOf(node)} | ${meaningOf(node)}<br>\`${variable}\` |`;
  });
  return [
    '| key | type | default | meaning, and variable of the environment |',
    '| --- | --- | --- | --- |',
    ...rows,
  ].join('\n');
}

function rowsOf(node: Node, key: string, pointer: string, isNeeded = false): Row[] {
  if (node.kind === 'object') {
    return [...node.keys].flatMap(([name, child]) =>
      rowsOf(child, key === '' ? name : `${key}.${name}`, `${pointer}/${name}`, node.required.includes(name)),
    );
  }
  if (node.kind === 'list' && node.items.kind === 'object')
    return rowsOf(node.items, `${key}[N]`, `${pointer}/N`);
  return [{ key, pointer, node, isNeeded }];
}

function typeOf(node: Node): string {
  if (node.kind === 'map') return 'secrets by MAC';
  if (node.kind === 'list') return 'list of texts';
  if (node.kind === 'object') return 'keys and values';
  return node.isSecret ? 'secret' : node.kind === 'boolean' ? 'true or false' : node.kind;
}

function fallbackOf(node: Node): string {
  const fallback = node.kind === 'object' || node.kind === 'map' ? undefined : node.fallback;
  if (Array.isArray(fallback)) return fallback.map((one) => `\`${String(one)}\``).join(', ');
  if (typeof fallback === 'string' || typeof fallback === 'number' || typeof fallback === 'boolean') {
    return `\`${String(fallback)}\``;
  }
  return '';
}

function meaningOf(node: Node): string {
  return node.kind === 'object' ? '' : node.meaning.replaceAll('|', '\\|');
}

if (import.meta.main) writeFileSync(documentFile, await written(readFileSync(documentFile, 'utf8')));
