import { Type, type Static } from 'typebox';

/** RFC 9457. */
export const Problem = Type.Object({
  type: Type.String(),
  title: Type.String(),
  status: Type.Integer(),
  detail: Type.String(),
  code: Type.String({ description: 'stable, for programs' }),
  requestId: Type.Optional(Type.String({ description: 'also in the header X-Request-Id, and in the log' })),
  triesLeft: Type.Optional(
    Type.Integer({ description: 'of a wrong pairing code: how many more there may be' }),
  ),
  field: Type.Optional(Type.String({ description: 'of the body, the query or the path: what is wrong' })),
});
export type Problem = Static<typeof Problem>;
