/**
 * A YAML file as plain values, with the line of each. What is wrong with it is told in our words: the library's own
 * quote the text, in which there are secrets.
 */
import { readFileSync } from 'node:fs';
import { isAlias, isCollection, isMap, isNode, isScalar, LineCounter, parseDocument, visit } from 'yaml';
import type { Document, ErrorCode, Node } from 'yaml';

export interface ReadYaml {
  /** undefined where there are faults. */
  readonly raw: unknown;
  /** A sentence for each, with its line. */
  readonly faults: readonly string[];
  /** Where the value at a JSON pointer is given. */
  readonly lineOf: (pointer: string) => number | undefined;
  /** Of what is there of the way to it. */
  readonly lineNear: (pointer: string) => number | undefined;
}

/** A thousand devices with their keys fit in it; what is longer takes seconds to parse, and is something else. */
const mostBytes = 256 * 1024;

/** @throws {Error} where the file system refuses it, as the file system says it */
export function readYamlFile(file: string): ReadYaml {
  const bytes = readFileSync(file);
  const wrong = notText(bytes);
  return wrong === undefined ? readYaml(new TextDecoder().decode(bytes)) : withFaults([wrong]);
}

function notText(bytes: Buffer): string | undefined {
  if (bytes.length > mostBytes) {
    return `it holds ${bytes.length.toLocaleString('en')} bytes, more than any configuration: is it another file?`;
  }
  const start = bytes.subarray(0, 2).toString('latin1');
  if (start === '\xff\xfe' || start === '\xfe\xff') return 'it is UTF-16: save it as UTF-8';
  if (bytes.includes(0)) return 'it is no text: is it another file?';
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return undefined;
  } catch {
    return 'it is not UTF-8, perhaps Latin-1: save it as UTF-8';
  }
}

export function readYaml(text: string): ReadYaml {
  const lines = new LineCounter();
  const lineAt = (offset: number): string => `line ${String(lines.linePos(offset).line)}`;
  try {
    const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
    const faults = [...document.errors, ...document.warnings].map(
      ({ code, pos }) => `${lineAt(pos[0])}: ${saying[code]}`,
    );
    visit(document, {
      Alias(_, alias) {
        if (alias.resolve(document) === undefined) {
          faults.push(
            `${lineAt(alias.range?.[0] ?? 0)}: what begins with * stands for a part marked with &, and there is none; ` +
              'where it is meant as it is, put it into quotes',
          );
        }
      },
    });
    if (faults.length > 0) return withFaults([...new Set(faults)]);
    return {
      raw: document.contents === null ? {} : document.toJS(),
      faults,
      lineOf: (pointer) => {
        const { offset, isWhole } = offsetOf(document, pointer);
        return offset === undefined || !isWhole ? undefined : lines.linePos(offset).line;
      },
      lineNear: (pointer) => {
        const { offset } = offsetOf(document, pointer);
        return offset === undefined ? undefined : lines.linePos(offset).line;
      },
    };
  } catch (error) {
    // The library gives up on what unfolds without end, and the stack on what is nested without end.
    if (!(error instanceof RangeError) && !(error instanceof ReferenceError)) throw error;
    return withFaults(['it is nested, or refers to itself, beyond all measure: is it another file?']);
  }
}

function withFaults(faults: readonly string[]): ReadYaml {
  return { raw: undefined, faults, lineOf: () => undefined, lineNear: () => undefined };
}

function offsetOf(
  document: Document.Parsed,
  pointer: string,
): { readonly offset: number | undefined; readonly isWhole: boolean } {
  let node: unknown = document.contents;
  let offset: number | undefined;
  for (const part of pointer.split('/').slice(1)) {
    if (isAlias(node)) node = node.resolve(document);
    if (!isCollection(node)) return { offset, isWhole: false };
    const key = part.replaceAll('~1', '/').replaceAll('~0', '~');
    if (isMap<Node, Node | null>(node)) {
      const pair = node.items.find((one) => isScalar(one.key) && String(one.key.value) === key);
      if (pair === undefined) return { offset, isWhole: false };
      offset = pair.key.range?.[0] ?? offset;
      node = pair.value;
    } else {
      node = node.items[Number(key)];
      if (!isNode(node)) return { offset, isWhole: false };
      offset = node.range?.[0] ?? offset;
    }
  }
  return { offset, isWhole: true };
}

const indentation =
  'what belongs together begins at the same column, and what belongs to a key further right';
const quote = 'what begins like this has a meaning in YAML: put it into quotes';
const saying: Record<ErrorCode, string> = {
  ALIAS_PROPS: quote,
  BAD_ALIAS: quote,
  BAD_COLLECTION_TYPE: quote,
  BAD_DIRECTIVE: quote,
  BAD_DQ_ESCAPE: 'in double quotes \\ begins a special character: use single quotes, or write \\\\',
  BAD_INDENT: `the indentation, or a bracket that is not closed: ${indentation}`,
  BAD_PROP_ORDER: quote,
  BAD_SCALAR_START: quote,
  BLOCK_AS_IMPLICIT_KEY: 'two keys on one line: put a value that holds ": " into quotes',
  BLOCK_IN_FLOW: 'within brackets, lines that begin with - or |',
  DUPLICATE_KEY: 'this key is there already: only one of them can hold',
  IMPOSSIBLE: 'it cannot be understood',
  KEY_OVER_1024_CHARS: 'a key of more than 1,024 characters',
  MISSING_CHAR: 'something is not closed: a quotation mark, a bracket, or a colon is missing',
  MULTILINE_IMPLICIT_KEY: 'a colon is missing, or a quotation mark that is not closed',
  MULTIPLE_ANCHORS: quote,
  MULTIPLE_DOCS: 'a line of --- begins a second document: one is all there may be',
  MULTIPLE_TAGS: quote,
  NON_STRING_KEY: 'a key must be text',
  RESOURCE_EXHAUSTION: 'it is nested beyond all measure',
  TAB_AS_INDENT: 'a tab: YAML is indented with spaces',
  TAG_RESOLVE_FAILED:
    'words such as !secret have no meaning here: for secrets there are keys that end with _file',
  UNEXPECTED_TOKEN: `it cannot be understood: ${indentation}`,
};
