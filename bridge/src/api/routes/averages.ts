/** `GET /api/v1/averages` and `/api/v1/series`: what a room was like over hours, and over decades. */
import type { FastifyPluginCallbackTypebox } from '@fastify/type-provider-typebox';
import type { FastifyReply, FastifyRequest } from 'fastify';
import {
  Averages,
  AveragesCsv,
  AveragesLines,
  AveragesQuery,
  Problem,
  Series,
  SeriesQuery,
  type Site,
} from '../../../api/schema.ts';
import type { Every, LongAverages, PeriodMean } from '../../average/answers.ts';
import type { Clock } from '../../clock/clock.ts';
import { unitOf } from '../../reading/room-quantity.ts';
import { isoTime } from '../averages/iso-time.ts';
import { refusedFor, unknownRoom } from '../averages/refusals.ts';
import { coverageOf, csvOf, linesOf, type Table } from '../averages/tables.ts';
import { callerOf, mayReadRoom } from '../caller.ts';
import { chosenFormat } from '../readings/format.ts';
import { periodOf, type Period } from '../readings/period.ts';
import { unreadable, unprocessable, type Refused } from '../refused.ts';

export interface AveragesRoutesOptions {
  readonly site: Site;
  readonly clock: Clock;
  readonly averages: LongAverages;
}

const dayMs = 24 * 3_600_000;
/** How far back is looked where nobody says. */
const usualMs: Readonly<Record<Every, number>> = {
  hour: 2 * dayMs,
  day: 31 * dayMs,
  week: 26 * 7 * dayMs,
  month: 366 * dayMs,
  year: 10 * 366 * dayMs,
};
const usualPoints = 500;
/** Each day is told from hundreds of others. */
const mostCorrectedMs = 400 * dayMs;

const response = {
  404: Problem,
  422: Problem,
};
const tables = {
  'text/csv': { schema: AveragesCsv },
  'text/plain': { schema: AveragesLines },
};

export function averagesRoutes({
  site,
  clock,
  averages,
}: AveragesRoutesOptions): FastifyPluginCallbackTypebox {
  return (app, _options, done) => {
    app.get(
      '/api/v1/averages',
      {
        exposeHeadRoute: false,
        config: { access: 'read' },
        schema: {
          operationId: 'getAverages',
          summary: 'Hours, days, weeks, months or years of a room',
          description:
            'Time-weighted means with the coverage beside each. Of a mean over longer times: sum the means × coveredMs, never the means.',
          tags: ['readers'],
          querystring: AveragesQuery,
          response: {
            200: { content: { 'application/json': { schema: Averages }, ...tables } },
            ...response,
          },
        },
      },
      async (request, reply) => {
        const { query } = request;
        const { room, quantity, every = 'day', earlierYears = 0, corrected = false, hours = 'site' } = query;
        const now = clock.now();
        const period = periodOf(query, site.timezone, now, usualMs[every]);
        mustKnow(request, room);
        const { from, to: until } = period;
        if (corrected && (every !== 'day' || until - from > mostCorrectedMs)) throw notCorrected();
        const question = { room, quantity, every, hours, earlierYears, corrected, from, until, now };
        const answer = await averages.averages(question).catch(unreadable);
        if (answer.is !== 'averages') throw refusedFor(answer, room, quantity);
        const { periods, earlier, first } = answer;
        const rows = [...earlier.toReversed().flatMap((one) => one.periods), ...periods];
        return told(request, reply, { site: site.id, room, quantity, every, rows }, () => ({
          ...about(site, { room, quantity, first }),
          every,
          period: around(periods, period),
          averages: periods.map(written),
          earlier: earlier.map((one) => ({ yearsBefore: one.years, averages: one.periods.map(written) })),
        }));
      },
    );

    app.get(
      '/api/v1/series',
      {
        exposeHeadRoute: false,
        config: { access: 'read' },
        schema: {
          operationId: 'getSeries',
          summary: 'A room over any time, in as many points as can be drawn',
          description:
            'The finest of readings, hours, days, weeks, months and years that has no more points.',
          tags: ['readers'],
          querystring: SeriesQuery,
          response: {
            200: { content: { 'application/json': { schema: Series }, ...tables } },
            ...response,
          },
        },
      },
      async (request, reply) => {
        const { query } = request;
        const { room, quantity, points = usualPoints } = query;
        const now = clock.now();
        const period = periodOf(query, site.timezone, now);
        mustKnow(request, room);
        const answer = await averages
          .series({
            room,
            quantity,
            points,
            from: period.from,
            until: period.to,
            now,
          })
          .catch(unreadable);
        if (answer.is !== 'series') throw refusedFor(answer, room, quantity);
        const { tier, first, gaps } = answer;
        return told(
          request,
          reply,
          { site: site.id, room, quantity, every: tier, rows: answer.points },
          () => ({
            ...about(site, { room, quantity, first }),
            period: around([], period),
            tier,
            points: answer.points.map(written),
            gaps: gaps.map(({ start, until }) => ({ from: isoTime(start), to: isoTime(until) })),
          }),
        );
      },
    );
    done();
  };
}

/** @throws {Refused} as if there were no such room, where the one who asks may not know of it. */
function mustKnow(request: FastifyRequest, room: string): void {
  if (!mayReadRoom(callerOf(request), room)) throw unknownRoom(room);
}

function told<Json>(
  request: FastifyRequest<{ Querystring: { format?: 'json' | 'csv' | 'line' } }>,
  reply: FastifyReply,
  table: Table,
  json: () => Json,
): Json | string {
  const format = chosenFormat(request.query.format, request.headers.accept);
  reply.header('vary', 'accept');
  if (format === 'json') return json();
  const [type, ending] =
    format === 'csv'
      ? ['text/csv; charset=utf-8; header=present', 'csv']
      : ['text/plain; charset=utf-8', 'line'];
  reply.type(type).header('content-disposition', `attachment; filename="${table.every}.${ending}"`);
  return format === 'csv' ? csvOf(table) : linesOf(table);
}

function about(
  { timezone }: Site,
  { room, quantity, first }: Pick<Table, 'room' | 'quantity'> & { first: number },
) {
  return { room, quantity, unit: unitOf(quantity), timezone, firstReading: isoTime(first) };
}

/** From the first to the last of them, which are whole. */
function around(periods: readonly PeriodMean[], asked: Period): { from: string; to: string } {
  const [first, last] = [periods.at(0)?.start ?? asked.from, periods.at(-1)?.until ?? asked.to];
  return { from: isoTime(first), to: isoTime(last) };
}

function written(one: PeriodMean) {
  const { start, until, mean, min, minAt, max, maxAt, count, coveredMs, spanMs, corrected } = one;
  return {
    from: isoTime(start),
    to: isoTime(until),
    mean,
    min: min === null || minAt === null ? null : { value: min, at: isoTime(minAt) },
    max: max === null || maxAt === null ? null : { value: max, at: isoTime(maxAt) },
    readings: count,
    coverage: coverageOf(one),
    coveredMs,
    spanMs,
    ...(corrected && { corrected }),
  };
}

function notCorrected(): Refused {
  return unprocessable(
    'not-corrected',
    'The cut-corrected mean is one of days, of 400 at most: ask for every=day and a shorter period.',
    'corrected',
  );
}
