/** The schema as a tree that can be asked: what is at a key, and which keys there are. */
import { ConfigFile } from './schema.ts';

export type Node =
  | {
      readonly kind: 'object';
      readonly keys: ReadonlyMap<string, Node>;
      readonly required: readonly string[];
    }
  | { readonly kind: 'list'; readonly items: Node; readonly fallback: unknown; readonly meaning: string }
  /** Keys that the user chooses; the values are all alike. */
  | { readonly kind: 'map'; readonly values: Node; readonly meaning: string }
  | {
      readonly kind: 'text' | 'number' | 'boolean';
      readonly isSecret: boolean;
      readonly fallback: unknown;
      readonly meaning: string;
    };

export const rootNode = nodeOf(ConfigFile);

/** What the schema has at a JSON pointer into the configuration. */
export function nodeAt(pointer: string): Node | undefined {
  let node: Node | undefined = rootNode;
  for (const part of pointer.split('/').slice(1)) {
    if (node?.kind === 'object') node = node.keys.get(part);
    else if (node?.kind === 'list') node = node.items;
    else node = node?.kind === 'map' ? node.values : undefined;
  }
  return node;
}

/** The keys that the schema knows at a JSON pointer into the configuration. */
export function keysAt(pointer: string): string[] {
  const node = nodeAt(pointer);
  return node?.kind === 'object' ? [...node.keys.keys()] : [];
}

function nodeOf(schema: object): Node {
  const field = (key: string): unknown => Object.entries(schema).find(([name]) => name === key)?.[1];
  const [type, fallback] = [field('type'), field('default')];
  const description = field('description');
  const meaning = typeof description === 'string' ? description : '';
  const properties = field('properties');
  if (isObject(properties)) {
    const keys = new Map(
      Object.entries(properties).map(([key, value]): [string, Node] => [key, nodeOf(asObject(value))]),
    );
    const required = field('required');
    return { kind: 'object', keys, required: Array.isArray(required) ? required.map(String) : [] };
  }
  if (type === 'array') {
    return { kind: 'list', items: nodeOf(asObject(field('items'))), fallback, meaning };
  }
  const patterns = field('patternProperties');
  if (isObject(patterns)) {
    return { kind: 'map', values: nodeOf(asObject(Object.values(patterns)[0])), meaning };
  }
  const kind = type === 'integer' ? 'number' : type === 'boolean' ? 'boolean' : 'text';
  return { kind, isSecret: field('writeOnly') === true, fallback, meaning };
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function asObject(value: unknown): object {
  return isObject(value) ? value : {};
}
