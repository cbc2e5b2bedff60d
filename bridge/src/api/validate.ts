/** Checks what came against a route's schema. Bodies are taken as they are; what was in a URL is text, and is read as what it must be. */
import type { FastifySchemaCompiler } from 'fastify';
import type { TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { Value } from 'typebox/value';

export const validatorCompiler: FastifySchemaCompiler<TSchema> = ({ schema, httpPart }) => {
  const compiled = Compile(schema);
  return (value: unknown) => {
    const read = httpPart === 'body' ? value : Value.Convert(schema, Value.Default(schema, value));
    return compiled.Check(read) ? { value: read } : { error: compiled.Errors(read) };
  };
};
