/** An edit that is asked for over the API, read: what the command line's verbs are, in JSON. */
import { wishes, type EditRequest } from '../../api/schema.ts';
import type { Clock } from '../clock/clock.ts';
import { parseMac, type Mac } from '../reading/mac.ts';
import type { SensorId } from '../reading/reading.ts';
import type { Wish } from '../store/edit-types.ts';
import type { LiveRooms } from './live-rooms.ts';
import { timeOf } from './readings/period.ts';
import { parseSensorId } from './readings/sensor-id.ts';
import { Refused, unprocessable } from './refused.ts';
import { validatorCompiler } from './validate.ts';

export interface WishContext {
  readonly clock: Pick<Clock, 'now' | 'isTrusted'>;
  readonly rooms: Pick<LiveRooms, 'sensor'>;
  /** IANA name. */
  readonly zone: string;
}

const checks = new Map<string, ReturnType<typeof validatorCompiler>>(
  Object.entries(wishes).map(([verb, schema]) => [
    verb,
    validatorCompiler({ schema, httpPart: 'body', method: 'POST', url: '' }),
  ]),
);

/** Says which member is wrong by what its verb asks for; of a union as a whole, nothing could be said but that. */
export const wishCompiler: typeof validatorCompiler = (route) => {
  if (route.httpPart !== 'body') return validatorCompiler(route);
  return (body: unknown) => {
    const verb = typeof body === 'object' && body !== null && 'verb' in body ? body.verb : undefined;
    const check = typeof verb === 'string' ? checks.get(verb) : undefined;
    if (check !== undefined) return check(body);
    const message = `must be one of ${[...checks.keys()].join(', ')}`;
    return { error: [{ keyword: 'enum', instancePath: '/verb', schemaPath: '', params: {}, message }] };
  };
};

/** @throws {Refused} naming the field. */
export function wishOf(body: EditRequest, context: WishContext): Wish {
  const now = (): number => trustedNow(context.clock);
  const at = (field: string, text: string | undefined): number =>
    text === undefined ? now() : timeOf(field, text, context.zone);
  switch (body.verb) {
    case 'room-rename':
    case 'room-floor':
      return body;
    case 'device-move': {
      const { verb, device, room, newRoom, from } = body;
      if ((room === undefined) === (newRoom === undefined))
        throw unprocessable(
          'malformed',
          'Say where to: by room, or by newRoom for one that is to be made.',
          'room',
        );
      const to = room === undefined ? { newRoom: newRoom ?? '' } : { room };
      return { verb, device: macIn(device), to, from: at('from', from) };
    }
    case 'device-replace': {
      const { verb, old, new: by, from } = body;
      // When the one took over from the other is told by their readings, up to now.
      if (from === undefined) now();
      const since = from === undefined ? undefined : at('from', from);
      return { verb, old: macIn(old), by: macIn(by), from: since };
    }
    case 'calibrate': {
      const { verb, sensor, gain = 1, offset, from } = body;
      return { verb, sensor: sensorIn(sensor, context), gain, offset, from: at('from', from) };
    }
    case 'flag': {
      const { verb, sensor, from, until, reason } = body;
      const stretch = { from: at('from', from), until: at('until', until) };
      return { verb, sensor: sensorIn(sensor, context), ...stretch, reason };
    }
    case 'hold': {
      const { verb, sensor, holdSeconds, from } = body;
      const holdMs = Math.round(holdSeconds * 1000);
      return { verb, sensor: sensorIn(sensor, context), holdMs, from: at('from', from) };
    }
  }
}

/** In whole milliseconds, as edits have them. @throws {Refused} while nobody knows what time it is. */
function trustedNow(clock: WishContext['clock']): number {
  if (clock.isTrusted()) return Math.round(clock.now());
  throw clockUntrusted('The bridge does not know yet what time it is: say from when, or try again later.');
}

export function clockUntrusted(detail: string): Refused {
  return new Refused(
    { status: 503, code: 'clock-untrusted', title: 'The time is not known', detail },
    { 'retry-after': '10' },
  );
}

function macIn(text: string): Mac {
  const mac = parseMac(text);
  if (mac === undefined) throw new Error('what its pattern lets in is a MAC address');
  return mac;
}

/** @throws {Refused} */
function sensorIn(text: string, { rooms }: WishContext): SensorId {
  const name = parseSensorId(text);
  if (name === undefined)
    throw unprocessable(
      'malformed',
      `"${text.slice(0, 100)}" is not of the form MAC.entity.quantity.`,
      'sensor',
    );
  const sensor = rooms.sensor(name.device, name.entity, name.quantity);
  if (sensor !== undefined) return sensor.id;
  throw new Refused({
    status: 404,
    code: 'unknown-sensor',
    title: 'Not found',
    detail: `There is no sensor ${text.slice(0, 100)}.`,
    field: 'sensor',
  });
}
