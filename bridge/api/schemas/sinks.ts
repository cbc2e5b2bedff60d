import { Type, type Static } from 'typebox';
import { Instant } from './words.ts';

export const SinkLane = Type.Object({
  lane: Type.Enum(['inbox', 'block', 'rollup', 'room_hour', 'room_day', 'room_month', 'event'], {
    description:
      'inbox: as it arrives; block: closed hours that it missed or that changed; rollup: closed buckets of sensors; ' +
      'room_hour, room_day, room_month: of rooms; event: what explains a gap',
  }),
  waiting: Type.Integer({
    description:
      'readings or buckets that it has not got; of blocks and buckets, at most the first 10,000 count',
  }),
  oldest: Type.Union([Instant, Type.Null()], { description: 'when the oldest of them was measured' }),
});

/** A place that readings are forwarded to. */
export const Sink = Type.Object({
  name: Type.String(),
  circuit: Type.Enum(['closed', 'open', 'half-open'], {
    description: 'open: not asked for a while, as it failed; half-open: one write is tried',
  }),
  failure: Type.Union([Type.String(), Type.Null()], { description: 'a sentence; null while it takes all' }),
  sent: Type.Integer({ description: 'points that it took since the start' }),
  refused: Type.Integer({
    description: 'points that it will never take, since the start; they are set aside',
  }),
  lanes: Type.Array(SinkLane),
});
export type Sink = Static<typeof Sink>;

export const Sinks = Type.Object({ sinks: Type.Array(Sink) });
export type Sinks = Static<typeof Sinks>;
