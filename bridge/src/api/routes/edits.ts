/** For administrators: to change what rooms are called, where devices stand, and what of a sensor is believed. */
import type { FastifyPluginCallbackTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { EditRequest, MadeEdit, Problem, type Site } from '../../../api/schema.ts';
import type { Clock } from '../../clock/clock.ts';
import type { EditDesk, EditOutcome, EditRefusal, Wish } from '../../store/edit-types.ts';
import { callerOf } from '../caller.ts';
import { madeJson } from '../edit-json.ts';
import { inTime } from '../in-time.ts';
import type { LiveRooms } from '../live-rooms.ts';
import { Refused } from '../refused.ts';
import { clockUntrusted, wishCompiler, wishOf } from '../wish.ts';

export interface EditRoutesOptions {
  readonly site: Site;
  readonly clock: Clock;
  readonly rooms: LiveRooms;
  readonly desk: EditDesk;
  /** How long an answer waits for averages to be made anew: 5 s. */
  readonly anewWithinMs?: number;
}

export interface EditRoutesTime {
  /** Milliseconds UTC; while the clock is not trusted, never before what was once known for certain. */
  readonly now: () => number;
}

const status: Readonly<Record<EditRefusal, 404 | 409 | 422>> = {
  'unknown-room': 404,
  'unknown-device': 404,
  'unknown-sensor': 404,
  'unknown-edit': 404,
  'name-taken': 409,
  'nothing-changes': 409,
  nowhere: 409,
  'undone-already': 409,
  'stood-upon': 409,
  malformed: 422,
  'in-the-future': 422,
  'too-early': 422,
};

const titles = {
  404: 'Not found',
  409: 'Not as things are',
  422: 'No such edit can be',
} as const;

const querystring = Type.Object(
  {
    dryRun: Type.Optional(
      Type.Enum(['true', 'false'], {
        description: 'true: says what would change, and changes nothing. false by default',
      }),
    ),
  },
  // A word that is misspelt must not make an edit that was only to be tried.
  { additionalProperties: false },
);

const said = (description: string) => ({
  description,
  content: { 'application/json': { schema: MadeEdit } },
});
const response = {
  200: said('It was only tried; nothing is changed.'),
  201: said('It is made, on the disk, and averages are made anew.'),
  202: said('It is made, on the disk, and averages are still being made anew.'),
  404: Problem,
  409: Problem,
  422: Problem,
};

interface Answer {
  readonly code: 200 | 201 | 202;
  readonly made: MadeEdit;
}

export function editRoutes(options: EditRoutesOptions & EditRoutesTime): FastifyPluginCallbackTypebox {
  const { site, clock, rooms, desk, now, anewWithinMs = 5000 } = options;

  /** @throws {Refused} */
  async function edited(
    wish: Wish,
    { dryRun, by }: { readonly dryRun: boolean; readonly by: number | null },
  ): Promise<Answer> {
    const asked = { wish, now: Math.round(now()), dryRun, by };
    const outcome = await desk.edit(asked).catch((cause: unknown) => {
      throw notStored(cause);
    });
    if (outcome.is === 'refused') throw refused(outcome, clock);
    const made = madeJson(outcome.edit, dryRun);
    if (dryRun) return { code: 200, made: { ...made, pending: false } };
    const late = (): Error => new Error('late');
    const pending = await inTime(desk.roll(), anewWithinMs, late).then(
      () => false,
      // What fails is tried again by the store itself.
      () => true,
    );
    return { code: pending ? 202 : 201, made: { ...made, pending } };
  }

  return (app, _options, done) => {
    app.post(
      '/api/v1/edits',
      {
        config: { access: 'admin' },
        validatorCompiler: wishCompiler,
        schema: {
          operationId: 'makeEdit',
          summary: 'Rename a room, move or replace a device, calibrate, flag: each dated, each can be undone',
          tags: ['administrators'],
          querystring,
          body: EditRequest,
          response,
        },
      },
      async (request, reply) => {
        const dryRun = request.query.dryRun === 'true';
        const wish = wishOf(request.body, { clock, rooms, zone: site.timezone });
        const { code, made } = await edited(wish, { dryRun, by: callerOf(request).token });
        return reply.code(code).send(made);
      },
    );
    app.post(
      '/api/v1/edits/:id/undo',
      {
        config: { access: 'admin' },
        schema: {
          operationId: 'undoEdit',
          summary: 'Take an edit back; that is an edit too, and can be undone',
          tags: ['administrators'],
          params: Type.Object({ id: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }) }),
          querystring,
          response,
        },
      },
      async (request, reply) => {
        const dryRun = request.query.dryRun === 'true';
        const wish = { verb: 'undo', edit: request.params.id } as const;
        const { code, made } = await edited(wish, { dryRun, by: callerOf(request).token });
        return reply.code(code).send(made);
      },
    );
    done();
  };
}

function refused(
  { code, sentence }: EditOutcome & { readonly is: 'refused' },
  clock: Pick<Clock, 'isTrusted'>,
): Refused {
  // It may have passed already; who knows.
  if (code === 'in-the-future' && !clock.isTrusted())
    return clockUntrusted('The bridge does not know yet what time it is, and whether that has passed.');
  return new Refused({ status: status[code], code, title: titles[status[code]], detail: sentence });
}

function notStored(cause: unknown): Refused {
  const detail = `The store did not take it: ${cause instanceof Error ? cause.message : String(cause)}`;
  return new Refused(
    { status: 503, code: 'not-stored', title: 'Not stored', detail },
    { 'retry-after': '10' },
    { cause },
  );
}
