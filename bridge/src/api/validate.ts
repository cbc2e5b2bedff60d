/** Checks what came against a route's schema. Bodies are taken as they are; what was in a URL is text, and is read as what it must be. */
import type { FastifySchemaCompiler } from 'fastify';
import type { TSchema } from 'typebox';
import { Compile } from 'typebox/compile';

export const validatorCompiler: FastifySchemaCompiler<TSchema> = ({ schema, httpPart }) => {
  const compiled = Compile(schema);
  return (value: unknown) => {
    const read = httpPart === 'body' ? value : plainIn(schema, value);
    return compiled.Check(read) ? { value: read } : { error: compiled.Errors(read) };
  };
};

/** Only what is written as a number is one: TypeBox itself would take "true" for 1, and with it another thing. */
function plainIn(schema: unknown, value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const properties = memberOf(schema, 'properties');
  return Object.fromEntries(
    Object.entries(value).map(([name, text]: [string, unknown]) => {
      const type = memberOf(memberOf(properties, name), 'type');
      if (type === 'array') return [name, listIn(text)];
      const isNumber = (type === 'integer' || type === 'number') && typeof text === 'string';
      return [name, isNumber && /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text];
    }),
  );
}

/** `a=1&a=2`, `a=1,2` or both: fastify makes a list of what is there more than once. */
function listIn(value: unknown): unknown {
  const all: unknown[] = Array.isArray(value) ? value : [value];
  return all.flatMap((one) => (typeof one === 'string' ? one.split(',') : [one]));
}

function memberOf(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  return Object.getOwnPropertyDescriptor(value, name)?.value;
}
