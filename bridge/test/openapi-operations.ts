/** What the committed description says there is. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { isObject } from '../src/api/openapi-json.ts';

export interface DescribedOperation {
  readonly operationId: string;
  /** Its audiences. */
  readonly tags: readonly string[];
  readonly path: string;
  /** In capitals. */
  readonly method: string;
}

export function describedOperations(): DescribedOperation[] {
  const document: unknown = parse(readFileSync(join(import.meta.dirname, '../api/openapi.yaml'), 'utf8'));
  assert.ok(isObject(document) && isObject(document['paths']));
  return Object.entries(document['paths']).flatMap(([path, methods]) =>
    Object.entries(methods ?? {}).map(([method, operation]) => {
      assert.ok(isObject(operation) && Array.isArray(operation['tags']));
      const { operationId, tags } = operation;
      assert.ok(typeof operationId === 'string' && tags.every((tag) => typeof tag === 'string'));
      return { operationId, tags, path, method: method.toUpperCase() };
    }),
  );
}
