/** `GET /api/v1/ledger`: readings and gaps with their causes, which together are the wall time. */
import type { FastifyPluginCallbackTypebox } from '@fastify/type-provider-typebox';
import { Ledger, LedgerCsv, LedgerQuery, Problem, type Site } from '../../../api/schema.ts';
import type { LedgerArchive, LedgerOf, LedgerSegment } from '../../store/explaining.ts';
import { callerOf } from '../caller.ts';
import { chosenFormat } from '../readings/format.ts';
import { periodOf, type Period } from '../readings/period.ts';
import { parseSensorId } from '../readings/sensor-id.ts';
import { notReadable, Refused, unprocessable } from '../refused.ts';

export interface LedgerRoutesOptions {
  readonly site: Site;
  readonly ledger: LedgerArchive;
  /** Milliseconds UTC; never before what was once known for certain. */
  readonly now: () => number;
}

const defaultLimit = 1000;

export function ledgerRoutes({ site, ledger, now }: LedgerRoutesOptions): FastifyPluginCallbackTypebox {
  return (app, _options, done) => {
    app.get(
      '/api/v1/ledger',
      {
        exposeHeadRoute: false,
        config: { access: 'read' },
        schema: {
          operationId: 'getLedger',
          summary: 'Where the time of a room or a sensor went: readings, and gaps with their causes',
          description:
            'Of what cannot be told apart the answer is the wider cause, never a guess. All milliseconds add up to the period.',
          tags: ['readers'],
          querystring: LedgerQuery,
          response: {
            200: {
              content: {
                'application/json': { schema: Ledger },
                'text/csv': { schema: LedgerCsv },
              },
            },
            404: Problem,
            422: Problem,
          },
        },
      },
      async (request, reply) => {
        const { query } = request;
        const { rooms } = callerOf(request);
        const { of, what } = askedFor(query);
        const today = Math.floor(now());
        const asked = periodOf(query, site.timezone, today);
        if (asked.from >= today)
          throw unprocessable('future-period', `Nothing is known yet of ${iso(asked.from)}.`, 'from');
        const period = { from: asked.from, to: Math.min(asked.to, today) };
        const question = { of, quantity: query.quantity, rooms: rooms === null ? null : [...rooms] };
        const segments = await ledger
          .ledger({ ...question, from: period.from, until: period.to, now: today })
          .catch((cause: unknown) => {
            throw notReadable(cause);
          });
        if (segments === undefined) {
          throw new Refused({
            status: 404,
            code: 'not-found',
            title: 'Not found',
            detail: `There is no ${what} here.`,
          });
        }
        reply.header('vary', 'accept');
        if (chosenFormat(query.format, request.headers.accept) !== 'csv')
          return answered(period, segments, query.limit ?? defaultLimit);
        return reply
          .type('text/csv; charset=utf-8; header=present')
          .header('content-disposition', 'attachment; filename="ledger.csv"')
          .send(csvOf(segments.slice(0, query.limit)));
      },
    );
    done();
  };
}

/** @throws {Refused} unless it is exactly one thing. */
function askedFor({ room, sensor }: LedgerQuery): { of: LedgerOf; what: string } {
  if ((room === undefined) === (sensor === undefined))
    throw unprocessable('bad-parameter', 'Ask for one of room and sensor, and only one.', 'room');
  if (room !== undefined) return { of: { room }, what: `room "${room.slice(0, 100)}"` };
  const what = `sensor "${(sensor ?? '').slice(0, 100)}"`;
  const of = parseSensorId(sensor ?? '');
  if (of !== undefined) return { of, what };
  throw unprocessable('bad-parameter', `${what} is not of the form MAC.entity.quantity.`, 'sensor');
}

function answered({ from, to }: Period, segments: readonly LedgerSegment[], limit: number): Ledger {
  const totals = Map.groupBy(segments, ({ cause }) => cause);
  const following = segments[limit];
  return {
    period: { from: iso(from), to: iso(to) },
    totals: [...totals]
      .map(([cause, all]) => ({
        cause,
        milliseconds: all.reduce((sum, one) => sum + one.until - one.from, 0),
      }))
      .sort((a, b) => b.milliseconds - a.milliseconds),
    segments: segments
      .slice(0, limit)
      .map((one) => ({ from: iso(one.from), to: iso(one.until), cause: one.cause })),
    next: following === undefined ? null : iso(following.from),
  };
}

function csvOf(segments: readonly LedgerSegment[]): string {
  const lines = segments.map(
    ({ from, until, cause }) => `${iso(from)},${iso(until)},${String(until - from)},${cause ?? ''}`,
  );
  return [...['from,to,milliseconds,cause', ...lines].map((line) => `${line}\r\n`)].join('');
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
