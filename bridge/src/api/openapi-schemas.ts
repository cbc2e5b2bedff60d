/**
 * Schemas by name. The routes hold them whole, as plain objects; in the document each that equals one exported by
 * `bridge/api/schema.ts` is a reference to it, so that what is made of the document has types with names.
 */
import * as exported from '../../api/schema.ts';
import { canonical, isObject, type Json, type JsonObject, sortedByKey } from './openapi-json.ts';

export class NamedSchemas {
  /** As they are exported. */
  readonly #whole = new Map<string, JsonObject>();
  /** By a schema's canonical text; where two are equal, the first by name. */
  readonly #names = new Map<string, string>();
  readonly #used = new Map<string, Json>();

  constructor() {
    for (const [name, value] of sortedByKey<unknown>(exported)) {
      if (!isObject(value)) continue;
      const schema = JSON.parse(JSON.stringify(value)) as JsonObject;
      this.#whole.set(name, schema);
      const text = canonical(schema);
      if (!this.#names.has(text)) this.#names.set(text, name);
    }
  }

  reference(name: string): JsonObject {
    const schema = this.#whole.get(name);
    if (schema === undefined) throw new Error(`bridge/api/schema.ts exports no ${name}`);
    if (!this.#used.has(name)) {
      this.#used.set(name, {}); // while it is under way
      this.#used.set(name, this.#membersReplaced(schema));
    }
    return { $ref: `#/components/schemas/${name}` };
  }

  /** The same with references; what is an example stays as it is. */
  replacedIn(value: Json): Json {
    const name = isObject(value) ? this.#names.get(canonical(value)) : undefined;
    return name === undefined ? this.#membersReplaced(value) : this.reference(name);
  }

  /** Those that were referred to, by name. */
  used(): JsonObject {
    return Object.fromEntries(sortedByKey(Object.fromEntries(this.#used)));
  }

  #membersReplaced(value: Json): Json {
    if (Array.isArray(value)) return value.map((one) => this.replacedIn(one));
    if (!isObject(value)) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, one]) => [
        key,
        key === 'example' || key === 'examples' ? one : this.replacedIn(one),
      ]),
    );
  }
}
