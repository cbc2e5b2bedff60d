/** `GET /api/v1/readings`: what was measured, as it was measured. */
import { Readable } from 'node:stream';
import type { FastifyPluginCallbackTypebox } from '@fastify/type-provider-typebox';
import type { FastifyReply } from 'fastify';
import {
  Problem,
  Readings,
  ReadingsCsv,
  ReadingsLines,
  ReadingsQuery,
  type Site,
} from '../../../api/schema.ts';
import type { Clock } from '../../clock/clock.ts';
import { parseMac } from '../../reading/mac.ts';
import type { Archive, MissingReadings, ReadingsOf, ReadingsQuestion } from '../../store/types.ts';
import { callerOf } from '../caller.ts';
import { CsvWriter } from '../readings/csv.ts';
import { cursorText, parseCursor } from '../readings/cursor.ts';
import { chosenFormat } from '../readings/format.ts';
import { LineWriter } from '../readings/lines.ts';
import { allPages, type RawPage, type RawReading } from '../readings/pages.ts';
import { periodOf, type Period } from '../readings/period.ts';
import { parseSensorId, sensorId } from '../readings/sensor-id.ts';
import { Refused, unprocessable } from '../refused.ts';

export interface ReadingsRoutesOptions {
  readonly site: Site;
  readonly clock: Clock;
  readonly archive: Archive;
}

const defaultLimit = 1000;
const hourMs = 3_600_000;

export function readingsRoutes({
  site,
  clock,
  archive,
}: ReadingsRoutesOptions): FastifyPluginCallbackTypebox {
  return (app, _options, done) => {
    app.get(
      '/api/v1/readings',
      {
        // It would read all of it for nothing.
        exposeHeadRoute: false,
        config: { access: 'read' },
        schema: {
          operationId: 'getReadings',
          summary: 'Raw readings of a room, a device or a sensor',
          description:
            'JSON comes in pages. CSV and line protocol are the whole period in one answer, however long it is.',
          tags: ['readers'],
          querystring: ReadingsQuery,
          response: {
            200: {
              content: {
                'application/json': { schema: Readings },
                'text/csv': { schema: ReadingsCsv },
                'text/plain': { schema: ReadingsLines },
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
        const cursor = cursorOf(query, what);
        const period = cursor?.period ?? periodOf(query, site.timezone, clock.now());
        const format = chosenFormat(query.format, request.headers.accept);
        const question = {
          of,
          quantity: query.quantity,
          rooms: rooms === null ? null : [...rooms],
          ...period,
          after: cursor?.after ?? null,
        };
        reply.header('vary', 'accept');
        if (format === 'json') {
          return page(archive, { ...question, limit: query.limit ?? defaultLimit }, what, query);
        }
        const writer = format === 'csv' ? new CsvWriter(query.quantity) : new LineWriter(site.id);
        const pages = allPages(archive, { ...question, limit: query.limit ?? Infinity }, what);
        return streamed(reply, format, writer, pages);
      },
    );
    done();
  };
}

/** @throws {Refused} unless it is exactly one thing. */
function askedFor({ room, device, sensor }: ReadingsQuery): { of: ReadingsOf; what: string } {
  const asked = { room, device, sensor };
  const given = Object.entries(asked).filter(([, value]) => value !== undefined);
  const [[name, value = ''] = ['room']] = given;
  if (given.length !== 1) {
    throw unprocessable('bad-parameter', 'Ask for one of room, device and sensor, and only one.', name);
  }
  const what = `${name} "${value.slice(0, 100)}"`;
  if (room !== undefined) return { of: { room }, what };
  const of = device === undefined ? parseSensorId(value) : ofDevice(value);
  if (of !== undefined) return { of, what };
  const form = device === undefined ? 'MAC.entity.quantity' : 'a MAC address';
  throw unprocessable('bad-parameter', `${what} is not of the form ${form}.`, name);
}

function ofDevice(text: string): ReadingsOf | undefined {
  const device = parseMac(text);
  return device && { device };
}

/** All that two pages of one question have in common but the period, which the cursor itself holds. */
function commonOf({ quantity, from, to }: ReadingsQuery, what: string): string {
  return JSON.stringify([what, quantity ?? null, from ?? null, to ?? null]);
}

function cursorOf(query: ReadingsQuery, what: string): ReturnType<typeof parseCursor> {
  if (query.cursor === undefined) return undefined;
  const cursor = parseCursor(query.cursor, commonOf(query, what));
  if (cursor !== undefined) return cursor;
  throw new Refused({
    status: 400,
    code: 'bad-cursor',
    title: 'Bad request',
    detail: 'This cursor is not one of this question. Ask without it, from the first page on.',
    field: 'cursor',
  });
}

async function page(
  archive: Archive,
  question: ReadingsQuestion,
  what: string,
  query: ReadingsQuery,
): Promise<Readings> {
  const { from, to, limit } = question;
  const period: Period = { from, to };
  const found: RawPage[] = [];
  // One more than is answered: whether there is a next page.
  for await (const some of allPages(archive, { ...question, limit: limit + 1 }, what)) found.push(some);
  const readings = found.flatMap((one) => one.readings);
  const last = readings[limit - 1];
  const hasMore = readings.length > limit && last !== undefined;
  const after = hasMore ? { at: last.measuredAt, sensor: last.sensor.id } : undefined;
  return {
    period: { from: iso(from), to: iso(to) },
    rawFrom: found[0]?.rawFrom == null ? null : iso(found[0].rawFrom),
    readings: readings.slice(0, limit).map(told),
    missing: found.flatMap(({ missing, missingUnfiled }) => [
      ...(missingUnfiled > 0 ? [missingNow(period, missingUnfiled)] : []),
      ...missing.filter(({ hour }) => after === undefined || hour <= after.at).map(missingFrom),
    ]),
    next: after ? cursorText({ period, after }, commonOf(query, what)) : null,
  };
}

function told({ measuredAt, receivedAt, sensor, room, value }: RawReading): Readings['readings'][number] {
  return {
    measuredAt: iso(measuredAt),
    ...(receivedAt !== measuredAt && { receivedAt: iso(receivedAt) }),
    sensor: sensorId(sensor),
    room,
    quantity: sensor.quantity,
    value,
  };
}

function missingFrom({ sensor, hour, readings }: MissingReadings): Readings['missing'][number] {
  return { sensor: sensorId(sensor), from: iso(hour), to: iso(hour + hourMs), readings };
}

function missingNow({ from, to }: Period, readings: number): Readings['missing'][number] {
  return { sensor: null, from: iso(from), to: iso(to), readings };
}

/** Begins once the first page is there, so that until then it can be refused. */
async function streamed(
  reply: FastifyReply,
  format: 'csv' | 'line',
  writer: CsvWriter | LineWriter,
  pages: AsyncGenerator<RawPage, void>,
): Promise<FastifyReply> {
  const first = await pages.next();
  async function* text(): AsyncGenerator<string, void> {
    try {
      yield writer.head() + (first.done === true ? '' : writer.page(first.value));
      for await (const some of pages) {
        // A page may have nothing in it, and a stream takes an empty text for its end.
        const written = writer.page(some);
        if (written !== '') yield written;
      }
    } finally {
      await pages.return();
    }
  }
  const [type, name] =
    format === 'csv'
      ? ['text/csv; charset=utf-8; header=present', 'readings.csv']
      : ['text/plain; charset=utf-8', 'readings.line'];
  return reply
    .type(type)
    .header('content-disposition', `attachment; filename="${name}"`)
    .send(Readable.from(text()));
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
