/** Lists that grow for ever are told in pages, the newest first. */
import { Type } from 'typebox';

/** Entries of a page where nobody says. */
export const usualPage = 100;

export const NewestFirstQuery = Type.Object({
  before: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: Number.MAX_SAFE_INTEGER,
      description: '`next` of the page before',
    }),
  ),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, default: usualPage })),
});
