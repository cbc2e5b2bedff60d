/** What stands because of what people changed: where sensors stood, what they are off by, what is not believed. */
import type { FastifyPluginCallbackTypebox } from '@fastify/type-provider-typebox';
import type { FastifyRequest } from 'fastify';
import { Calibrations, Edits, Flags, Holds, Placements } from '../../../api/schema.ts';
import type { KnownRooms, PlaceArchive } from '../../store/edit-types.ts';
import { callerOf } from '../caller.ts';
import { calibrationJson, editJson, flagJson, holdJson, placementJson } from '../edit-json.ts';
import { NewestFirstQuery, usualPage } from '../newest-first.ts';
import { Refused } from '../refused.ts';

export interface PlaceListsOptions {
  readonly places: PlaceArchive;
}

export function placeLists({ places }: PlaceListsOptions): FastifyPluginCallbackTypebox {
  return (app, _options, done) => {
    app.get(
      '/api/v1/placements',
      {
        config: { access: 'read' },
        schema: {
          operationId: 'getPlacements',
          summary: 'Where each sensor stands and stood, from when until when',
          tags: ['readers'],
          response: { 200: Placements },
        },
      },
      async (request) => ({
        placements: (await read(places.placements(roomsOf(request)))).map(placementJson),
      }),
    );
    app.get(
      '/api/v1/calibrations',
      {
        config: { access: 'read' },
        schema: {
          operationId: 'getCalibrations',
          summary: 'What sensors are off by, from when on',
          tags: ['readers'],
          response: { 200: Calibrations },
        },
      },
      async (request) => ({
        calibrations: (await read(places.calibrations(roomsOf(request)))).map(calibrationJson),
      }),
    );
    app.get(
      '/api/v1/flags',
      {
        config: { access: 'read' },
        schema: {
          operationId: 'getFlags',
          summary: 'Readings that are not to be believed, and why',
          tags: ['readers'],
          response: { 200: Flags },
        },
      },
      async (request) => ({ flags: (await read(places.flags(roomsOf(request)))).map(flagJson) }),
    );
    app.get(
      '/api/v1/holds',
      {
        config: { access: 'read' },
        schema: {
          operationId: 'getHolds',
          summary: 'How long a reading of a sensor counts at most, from when on; 150 s before the first',
          tags: ['readers'],
          response: { 200: Holds },
        },
      },
      async (request) => ({ holds: (await read(places.holds(roomsOf(request)))).map(holdJson) }),
    );
    app.get(
      '/api/v1/edits',
      {
        config: { access: 'read' },
        schema: {
          operationId: 'getEdits',
          summary: 'What people changed, the newest first',
          description: 'With a token of some rooms: what has to do with those only.',
          tags: ['readers'],
          querystring: NewestFirstQuery,
          response: { 200: Edits },
        },
      },
      async (request) => {
        const { before = null, limit = usualPage } = request.query;
        const edits = await read(places.edits(roomsOf(request), before, limit));
        return {
          edits: edits.map(editJson),
          next: edits.length < limit ? null : (edits.at(-1)?.id ?? null),
        };
      },
    );
    done();
  };
}

function roomsOf(request: FastifyRequest): KnownRooms {
  const { rooms } = callerOf(request);
  return rooms === null ? null : [...rooms];
}

/** @throws {Refused} */
async function read<Found>(asked: Promise<Found>): Promise<Found> {
  try {
    return await asked;
  } catch (cause) {
    const detail = `The store cannot be read just now: ${String(cause)}`;
    throw new Refused(
      { status: 503, code: 'not-readable', title: 'Not readable', detail },
      { 'retry-after': '5' },
      { cause },
    );
  }
}
