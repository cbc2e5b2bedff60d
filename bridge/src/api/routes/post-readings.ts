/**
 * `POST /api/v1/readings`: readings of devices that push them, as ESPHome's `http_request.post` does. 201 says that
 * the store has them, on the disk; the same again is 201 again, and stored once.
 */
import type { FastifyPluginCallback } from 'fastify';
import { PostedAnswer, PostedReadings, Problem } from '../../../api/schema.ts';
import type { Clock } from '../../clock/clock.ts';
import type { Mac } from '../../reading/mac.ts';
import type { Quantity } from '../../reading/quantity.ts';
import { RisingInstants } from '../../reading/rising.ts';
import type { Inlet, StoredSensor } from '../../store/types.ts';
import type { LiveRooms, LiveValue } from '../live-rooms.ts';
import { parsePosted, type Posted } from './posted.ts';
import { Refused, unprocessable } from '../refused.ts';
import { callerOf } from '../caller.ts';
import { inTime } from '../in-time.ts';

export interface PostedReadingsOptions {
  readonly clock: Clock;
  readonly rooms: LiveRooms;
  readonly inlet: Inlet;
  /** A value that was not taken, for the ledger. */
  readonly refused: (device: Mac, field: string, reason: string) => void;
  /** Whoever posts has a time limit of its own, and a disk that takes longer for a commit is not well: 30 s. */
  readonly durableWithinMs?: number;
}

/** A dozen numbers and two names; whatever is longer is no reading. */
const bodyLimit = 16 * 1024;
/** A device's own time that is this much ahead of ours is wrong. */
const maxAheadMs = 60_000;

export function postedReadings(options: PostedReadingsOptions): FastifyPluginCallback {
  const { clock, refused } = options;
  const instants = new RisingInstants<Mac>();

  return (app, _options, done) => {
    // Whatever it says that it is: ESPHome's versions differ, and only JSON passes.
    app.removeAllContentTypeParsers();
    app.addContentTypeParser('*', { parseAs: 'string', bodyLimit }, (_request, body, parsed) => {
      try {
        parsed(null, JSON.parse(body.toString()));
      } catch {
        parsed(
          new Refused({
            status: 400,
            code: 'malformed-json',
            title: 'Bad request',
            detail: 'The body is no JSON.',
          }),
        );
      }
    });
    app.post(
      '/api/v1/readings',
      {
        config: { access: 'ingest' },
        schema: {
          operationId: 'postReadings',
          summary: 'Bring the readings of one device, as ESPHome’s `http_request.post` sends them',
          tags: ['devices'],
          body: PostedReadings,
          response: { 201: PostedAnswer, 422: Problem, 507: Problem },
        },
        // parsePosted says which field is wrong, and in which way.
        validatorCompiler: () => () => true,
      },
      async (request, reply) => {
        const monoMs = clock.monotonic();
        const { device } = callerOf(request);
        if (device === null) throw new Error('a token that brings readings has no device');
        try {
          const posted = parsePosted(request.body);
          const answer = await keep(device, posted, monoMs, { ...options, instants });
          return await reply.code(201).send(answer);
        } catch (error) {
          if (error instanceof Refused && error.problem.field !== undefined) {
            refused(device, error.problem.field, error.problem.code);
          }
          throw error;
        }
      },
    );
    done();
  };
}

/** @param monoMs when it came. @throws {Refused} */
async function keep(
  device: Mac,
  posted: Posted,
  monoMs: number,
  {
    clock,
    rooms,
    inlet,
    instants,
    durableWithinMs = 30_000,
  }: PostedReadingsOptions & { readonly instants: RisingInstants<Mac> },
): Promise<PostedAnswer> {
  const { mac, statedAt, values } = posted;
  if (mac !== undefined && mac !== device) {
    throw forbidden('wrong-device', `This token is of ${device}, and the body says that it is ${mac}.`);
  }
  const sensors = await sensorsOf(device, posted, { rooms, inlet });
  const offset = clock.offset();
  const receivedAt = offset === undefined ? undefined : Math.round(monoMs + offset);
  if (statedAt !== undefined && receivedAt !== undefined && statedAt > receivedAt + maxAheadMs) {
    throw unprocessable(
      'ahead-of-time',
      `unix_timestamp is ${String(Math.round((statedAt - receivedAt) / 1000))} s ahead of this bridge's clock.`,
      'unix_timestamp',
    );
  }
  const measuredAt = receivedAt === undefined ? null : (statedAt ?? instants.next(device, receivedAt));
  const heldAt = measuredAt === null ? instants.next(device, monoMs) : monoMs;
  const shown: [StoredSensor, LiveValue][] = [];
  let last = 0;
  for (const { quantity, value } of values) {
    const sensor = sensors.get(quantity);
    if (sensor === undefined) throw new Error(`${device} has no ${quantity}, though it was registered`);
    const seq =
      measuredAt === null || receivedAt === undefined
        ? inlet.appendUndated({
            sensor: sensor.id,
            monoMs: heldAt,
            value,
            ...(statedAt !== undefined && { statedAt }),
          })
        : inlet.append({ sensor: sensor.id, measuredAt, value, receivedAt });
    if (seq === undefined) throw inlet.isFull ? full() : notStored('The disk is too slow.');
    last = seq;
    if (rooms.isNews(sensor, measuredAt)) shown.push([sensor, { value, measuredAt, seq }]);
  }
  rooms.setValues(shown);
  // It is as near as a device comes that nobody has a connection to.
  rooms.setStatus(device, { state: 'online', reason: null });
  await durable(inlet, last, durableWithinMs);
  return {
    device,
    measuredAt: measuredAt === null ? null : new Date(measuredAt).toISOString(),
    quantities: values.map(({ quantity }) => quantity),
  };
}

/** Its sensors, which are made on first use; and with the first of them the device, in a room. */
async function sensorsOf(
  device: Mac,
  { values, name, area }: Posted,
  { rooms, inlet }: Pick<PostedReadingsOptions, 'rooms' | 'inlet'>,
): Promise<Map<Quantity, StoredSensor>> {
  const known = (): Map<Quantity, StoredSensor> =>
    new Map(
      values.flatMap(({ quantity }) => {
        const sensor = rooms.sensor(device, quantity, quantity);
        return sensor === undefined ? [] : [[quantity, sensor]];
      }),
    );
  const sensors = known();
  if (sensors.size === values.length) return sensors;
  try {
    rooms.setInventory(
      await inlet.register({
        // What was stated first stays: a device that also speaks the native API is named by that.
        ...(rooms.device(device) ?? { mac: device, name: name || device, friendlyName: name, area }),
        sensors: values.map(({ quantity }) => ({
          entity: quantity,
          quantity,
          diagnostic: quantity === 'signal',
        })),
      }),
    );
  } catch (cause) {
    throw notStored(String(cause));
  }
  return known();
}

/** @throws {Refused} where it is not on the disk, or not in time; it may get there yet, and posting it again is well. */
async function durable(inlet: Inlet, seq: number, withinMs: number): Promise<void> {
  try {
    await inTime(inlet.durable(seq), withinMs, () => notStored('The disk is too slow.'));
  } catch (error) {
    if (error instanceof Refused) throw error;
    throw inlet.isFull ? full() : notStored(error instanceof Error ? error.message : String(error));
  }
}

const again = { 'retry-after': '10' };

function forbidden(code: string, detail: string): Refused {
  return new Refused({ status: 403, code, title: 'Not with this token', detail });
}

function full(): Refused {
  const detail = 'The disk is full: readings cannot be kept. Make room on it.';
  return new Refused({ status: 507, code: 'store-full', title: 'The store is full', detail }, again);
}

function notStored(detail: string): Refused {
  return new Refused({ status: 503, code: 'not-stored', title: 'Not stored', detail }, again);
}
