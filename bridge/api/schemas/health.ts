import { Type, type Static } from 'typebox';

export const Health = Type.Object({
  status: Type.Enum(['ok', 'degraded']),
  version: Type.String(),
  reasons: Type.Array(Type.String(), { description: 'one sentence for each thing that is not well' }),
});
export type Health = Static<typeof Health>;
