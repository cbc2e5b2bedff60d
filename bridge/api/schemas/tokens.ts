/** Who may use the API, and what was noted of it. */
import { Type, type Static } from 'typebox';
import { Instant, Site } from './words.ts';

export const Scope = Type.Enum(['ingest', 'read', 'admin'], {
  description:
    'ingest: brings the readings of one device; read: sees, all or some rooms; admin: all that read may, tokens and keys',
});

export const Token = Type.Object({
  id: Type.Integer(),
  name: Type.String({ description: 'for people, to know it again by' }),
  scope: Scope,
  device: Type.Union([Type.String(), Type.Null()], { description: 'MAC; of ingest only' }),
  rooms: Type.Union([Type.Array(Type.String()), Type.Null()], {
    description: 'ids of the rooms that it may read; null: all that its scope may',
  }),
  created: Instant,
  expires: Type.Union([Instant, Type.Null()], { description: 'null: it does not' }),
  revoked: Type.Union([Instant, Type.Null()], { description: 'null: it was not' }),
  lastUsed: Type.Union([Instant, Type.Null()], {
    description: 'when it was shown last, or now where it reads live; null: not since the bridge started',
  }),
});
export type Token = Static<typeof Token>;

export const Tokens = Type.Object({ tokens: Type.Array(Token) });
export type Tokens = Static<typeof Tokens>;

const Name = Type.String({ minLength: 1, maxLength: 120, description: 'for people, to know it again by' });

export const TokenRequest = Type.Object(
  {
    name: Name,
    scope: Scope,
    device: Type.Optional(Type.String({ description: 'MAC; with ingest, and only with it' })),
    rooms: Type.Optional(
      Type.Array(Type.String(), { minItems: 1, maxItems: 1000, description: 'with read only; else all' }),
    ),
    expires: Type.Optional(
      Type.String({ format: 'date-time', description: 'RFC 3339; left out: it does not' }),
    ),
  },
  { additionalProperties: false },
);
export type TokenRequest = Static<typeof TokenRequest>;

export const CreatedToken = Type.Object({
  ...Token.properties,
  token: Type.String({ description: 'the token itself: shown this once' }),
});
export type CreatedToken = Static<typeof CreatedToken>;

export const AuditEntry = Type.Object({
  id: Type.Integer(),
  at: Type.Union([Instant, Type.Null()], { description: 'by the clock as it was then, right or wrong' }),
  token: Type.Union([Type.Integer(), Type.Null()], {
    description: 'whose; null: the command line, this host, or somebody without one',
  }),
  action: Type.String({ description: 'as token-created, paired, pairing-failed' }),
  detail: Type.Union([Type.String(), Type.Null()]),
});

export const Audit = Type.Object({
  entries: Type.Array(AuditEntry, { description: 'the newest first' }),
  next: Type.Union([Type.Integer(), Type.Null()], {
    description: '`before` of the next page; null: the last',
  }),
});
export type Audit = Static<typeof Audit>;

/** Who the asker is to the bridge. */
export const Session = Type.Object({
  token: Type.Union([Type.Integer(), Type.Null()], {
    description:
      'null: this host itself, while nobody has been let in, or a user of Home Assistant by its ingress',
  }),
  name: Type.Union([Type.String(), Type.Null()]),
  scope: Scope,
  rooms: Token.properties.rooms,
  expires: Token.properties.expires,
  site: Site,
});
export type Session = Static<typeof Session>;
