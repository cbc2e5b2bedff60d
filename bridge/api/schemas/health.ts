import { Type, type Static } from 'typebox';

export const Health = Type.Object({
  status: Type.Enum(['ok', 'degraded']),
  version: Type.String(),
  bridge: Type.String({ description: 'the bridge’s own id, as mDNS says it' }),
  ready: Type.Boolean({ description: 'it takes readings and keeps them' }),
  reasons: Type.Array(Type.String(), {
    description: 'one sentence for each thing that is not well; to a stranger, one that says how many',
  }),
});
export type Health = Static<typeof Health>;
