/** `GET /api/v1/days`: the last 24 hours of every room in one answer, for the lines beside their values. */
import type { FastifyPluginCallbackTypebox } from '@fastify/type-provider-typebox';
import { Days, DaysQuery, Problem, type Site } from '../../../api/schema.ts';
import type { LongAverages, PeriodMean } from '../../average/answers.ts';
import type { Clock } from '../../clock/clock.ts';
import { unitOf } from '../../reading/room-quantity.ts';
import { isoTime } from '../averages/iso-time.ts';
import { refusedFor } from '../averages/refusals.ts';
import { roomsAsked, type KnownRooms } from '../averages/rooms-asked.ts';
import { coverageOf } from '../averages/tables.ts';
import { callerOf } from '../caller.ts';
import { unreadable } from '../refused.ts';

export interface DaysRoutesOptions {
  readonly site: Site;
  readonly clock: Clock;
  readonly averages: LongAverages;
  readonly rooms: KnownRooms;
}

const dayMs = 24 * 3_600_000;

interface Day {
  readonly room: string;
  readonly first: number | null;
  /** By when it begins. */
  readonly hours: ReadonlyMap<number, PeriodMean>;
}

export function daysRoutes({
  site,
  clock,
  averages,
  rooms: known,
}: DaysRoutesOptions): FastifyPluginCallbackTypebox {
  return (app, _options, done) => {
    app.get(
      '/api/v1/days',
      {
        exposeHeadRoute: false,
        config: { access: 'read' },
        schema: {
          operationId: 'getDays',
          summary: 'The last 24 hours of each room, hour by hour',
          description:
            'Time-weighted means of one quantity with the coverage beside each, of all rooms in one answer; with a token of some rooms, of these.',
          tags: ['readers'],
          querystring: DaysQuery,
          response: { 200: Days, 404: Problem },
        },
      },
      async (request) => {
        const { room: asked, quantity = 'temperature' } = request.query;
        const ids = roomsAsked(callerOf(request), known, asked);
        const now = Math.floor(clock.now());
        const days: Day[] = [];
        // One after the other: whoever asks for something else meanwhile does not wait for all of them.
        for (const room of new Set(ids)) {
          const answer = await averages
            .averages({
              ...{ room, quantity, every: 'hour', earlierYears: 0, corrected: false },
              ...{ from: now - dayMs, until: now, now },
            })
            .catch(unreadable);
          if (answer.is === 'unknown-room') continue; // It was taken back meanwhile.
          if (answer.is === 'never-measured' || answer.is === 'before-first')
            days.push({ room, first: null, hours: new Map() });
          else if (answer.is !== 'averages') throw refusedFor(answer, room, quantity);
          else {
            const hours = new Map(answer.periods.map((one) => [one.start, one]));
            days.push({ room, first: answer.first, hours });
          }
        }
        const starts = [...new Set(days.flatMap(({ hours }) => [...hours.keys()]))].sort((a, b) => a - b);
        return {
          quantity,
          unit: unitOf(quantity),
          timezone: site.timezone,
          to: isoTime(now),
          hours: starts.map(isoTime),
          days: days.map((day) => written(day, starts)),
        };
      },
    );
    done();
  };
}

function written({ room, first, hours }: Day, starts: readonly number[]): Days['days'][number] {
  const all = starts.map((start) => hours.get(start));
  return {
    room,
    firstReading: first === null ? null : isoTime(first),
    mean: all.map((one) => one?.mean ?? null),
    min: all.map((one) => one?.min ?? null),
    max: all.map((one) => one?.max ?? null),
    coverage: all.map((one) => (one === undefined ? 0 : coverageOf(one))),
  };
}
