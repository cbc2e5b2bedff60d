/** What who runs the bridge asks of it. */
import { Type, type Static } from 'typebox';
import { Device } from './devices.ts';
import { Sink } from './sinks.ts';
import { Instant, Site } from './words.ts';

export const DiskStatus = Type.Object({
  freeBytes: Type.Integer(),
  totalBytes: Type.Integer(),
  isLow: Type.Boolean({ description: 'less than a tenth is free' }),
  hasBallast: Type.Boolean({ description: 'the room that is kept for the day it is full' }),
});

export const StoreStatus = Type.Object({
  bytes: Type.Integer({ description: 'of its files' }),
  readings: Type.Integer({ description: 'kept, as of the last commit' }),
  inbox: Type.Integer({ description: 'of those: not packed yet' }),
  quarantined: Type.Integer({ description: 'of those: wait until the clock is trusted' }),
  waiting: Type.Integer({ description: 'on their way to the disk' }),
  waitingSeconds: Type.Number({ description: 'for how long the oldest of them' }),
  committedThrough: Type.Integer({ description: 'every reading up to this seq is on the disk' }),
  disk: Type.Union([DiskStatus, Type.Null()], { description: 'null before it was looked at' }),
  sentences: Type.Array(Type.String(), { description: 'one for each thing that is not well' }),
});

export const ClockStatus = Type.Object({
  trusted: Type.Boolean(),
  source: Type.Union([Type.String(), Type.Null()], { description: 'whose word it is trusted on' }),
  since: Type.Union([Instant, Type.Null()], { description: 'trusted since; null while it is not' }),
  untrustedSeconds: Type.Union([Type.Number(), Type.Null()], { description: 'null while it is trusted' }),
  accuracySeconds: Type.Union([Type.Number(), Type.Null()], {
    description: 'how far off it may be at most; null while it is not trusted',
  }),
  sentence: Type.Union([Type.String(), Type.Null()], { description: 'what is wrong and what would help' }),
});

export const StatusDevice = Type.Pick(Device, [
  'mac',
  'name',
  'friendlyName',
  'address',
  'state',
  'reason',
  'since',
  'rooms',
]);
export type StatusDevice = Static<typeof StatusDevice>;

export const Status = Type.Object({
  version: Type.String(),
  id: Type.String({ description: "this bridge's own id, the same for ever" }),
  site: Site,
  uptimeSeconds: Type.Number(),
  sentences: Type.Array(Type.String(), { description: 'one for each thing that is not well, of all below' }),
  store: StoreStatus,
  clock: ClockStatus,
  sinks: Type.Array(Sink),
  devices: Type.Object({
    total: Type.Integer(),
    byState: Type.Record(Type.String(), Type.Integer()),
    notOnline: Type.Array(StatusDevice),
  }),
  readers: Type.Object({
    webSocket: Type.Integer(),
    eventStream: Type.Integer(),
  }),
  pairing: Type.Object({ isOpen: Type.Boolean() }),
});
export type Status = Static<typeof Status>;
