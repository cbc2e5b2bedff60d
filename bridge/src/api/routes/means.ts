/** `GET /api/v1/means`: what each room was like over the last day, week and month. */
import type { FastifyPluginCallbackTypebox } from '@fastify/type-provider-typebox';
import { Means, MeansQuery, Problem, type Over } from '../../../api/schema.ts';
import type { LongAverages } from '../../average/answers.ts';
import type { Clock } from '../../clock/clock.ts';
import { definitionOf, type Quantity } from '../../reading/quantity.ts';
import type { PlaceArchive } from '../../store/edit-types.ts';
import { isoTime } from '../averages/iso-time.ts';
import { refusedFor } from '../averages/refusals.ts';
import { roomsAsked, type KnownRooms } from '../averages/rooms-asked.ts';
import { coverageOf } from '../averages/tables.ts';
import { callerOf } from '../caller.ts';
import { unreadable } from '../refused.ts';

export interface MeansRoutesOptions {
  readonly clock: Clock;
  readonly averages: LongAverages;
  readonly places: PlaceArchive;
  readonly rooms: KnownRooms;
}

const dayMs = 24 * 3_600_000;
const lengths: Readonly<Record<Over, number>> = { '24h': dayMs, '7d': 7 * dayMs, '30d': 30 * dayMs };
const allLengths = ['24h', '7d', '30d'] as const;

interface Series {
  readonly room: string;
  readonly quantity: Quantity;
}

export function meansRoutes({
  clock,
  averages,
  places,
  rooms: known,
}: MeansRoutesOptions): FastifyPluginCallbackTypebox {
  return (app, _options, done) => {
    app.get(
      '/api/v1/means',
      {
        exposeHeadRoute: false,
        config: { access: 'read' },
        schema: {
          operationId: 'getMeans',
          summary: 'Each room over the last day, week and month',
          description:
            'Time-weighted means until now with the coverage beside each, of all rooms in one answer; with a token of some rooms, of these.',
          tags: ['readers'],
          querystring: MeansQuery,
          response: { 200: Means, 404: Problem },
        },
      },
      async (request) => {
        const { room: asked, over = allLengths } = request.query;
        const ids = roomsAsked(callerOf(request), known, asked);
        const spans = allLengths.filter((one) => over.includes(one));
        const now = Math.floor(clock.now());
        const since = now - Math.max(...spans.map((one) => lengths[one]));
        const means: Means['means'] = [];
        // One after the other: whoever asks for something else meanwhile does not wait for all of them.
        for (const { room, quantity } of await seriesSince(since, places, ids)) {
          const answer = await averages
            .rolling({ room, quantity, over: spans.map((one) => lengths[one]), now })
            .catch(unreadable);
          if (answer.is === 'unknown-room') continue; // It was taken back meanwhile.
          if (answer.is !== 'rolling') throw refusedFor(answer, room, quantity);
          const told = answer.means.flatMap((one, place) => {
            const { mean, coveredMs, spanMs } = one;
            const from = isoTime(one.start);
            const over = spans[place];
            return over === undefined
              ? []
              : [{ over, from, mean, coverage: coverageOf(one), coveredMs, spanMs }];
          });
          means.push({ room, quantity, unit: definitionOf(quantity).unit, over: told });
        }
        return { to: isoTime(now), means };
      },
    );
    done();
  };
}

/** What sensors have stood for in these rooms since then; by room and quantity. */
async function seriesSince(
  since: number,
  places: PlaceArchive,
  rooms: readonly string[],
): Promise<Iterable<Series>> {
  const placements = await places.placements(rooms).catch(unreadable);
  const all = new Map<string, Series>();
  for (const { room, sensor, until } of placements)
    if (until === null || until > since)
      all.set(`${room} ${sensor.quantity}`, { room, quantity: sensor.quantity });
  return new Map([...all].toSorted(([a], [b]) => (a < b ? -1 : 1))).values();
}
