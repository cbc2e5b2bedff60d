/** Six digits, shown where the bridge is, for a token. */
import { Type, type Static } from 'typebox';
import { Site } from './words.ts';

export const Pairing = Type.Object({
  open: Type.Boolean(),
  triesLeft: Type.Integer({ description: 'wrong codes that are left, for all who try together' }),
  secondsLeft: Type.Integer({ description: 'until it closes by itself' }),
  code: Type.Union([Type.String(), Type.Null()], {
    description:
      'six digits; only for administrators, users of Home Assistant by its ingress and, until anybody was let in, the bridge’s own host',
  }),
});
export type Pairing = Static<typeof Pairing>;

export const PairingRequest = Type.Object(
  {
    code: Type.String({
      pattern: '^ *[0-9]{3}[ -]?[0-9]{3} *$',
      description: 'six digits; a space or a hyphen in their middle is overlooked',
    }),
    name: Type.String({ minLength: 1, maxLength: 120, description: 'of what pairs, for people' }),
    scope: Type.Optional(Type.Enum(['read', 'admin'], { description: 'left out: admin' })),
  },
  { additionalProperties: false },
);
export type PairingRequest = Static<typeof PairingRequest>;

export const Paired = Type.Object({
  token: Type.String({ description: 'the token itself: shown this once' }),
  id: Type.Integer({ description: 'of the token' }),
  scope: Type.Enum(['read', 'admin']),
  bridge: Type.String({ description: 'the bridge’s own id, as mDNS and the WebSocket say it' }),
  site: Site,
});
export type Paired = Static<typeof Paired>;
