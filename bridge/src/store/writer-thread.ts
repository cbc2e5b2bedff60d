/** The thread that writes the store. */
import { parentPort } from 'node:worker_threads';
import type { Averaging } from './averaging.ts';
import type { AnswerMessage, WriterCalls } from './calls.ts';
import { calibrationsIn } from './calibrations.ts';
import { deviceKeys, removeDeviceKey, setDeviceKey } from './device-keys.ts';
import { editCalls } from './edit-calls.ts';
import { isDamage, isDiskFull, StoreUnusable } from './schema.ts';
import { serveCalls } from './serve-calls.ts';
import { trustCalls } from './trust-calls.ts';
import { Writer } from './writer.ts';
import type { WriterOptions } from './writer-state.ts';

interface Open {
  readonly options: WriterOptions;
  /** undefined: it was damaged and is not mended yet. */
  writer: Writer | undefined;
}

export function serveWriter(averaging: Averaging): void {
  let open: Open | undefined;

  function opened(): Writer {
    if (open === undefined) throw new StoreUnusable('the store is not open');
    open.writer ??= mended(open.options);
    open.writer.outside.heed();
    return open.writer;
  }

  function mended(options: WriterOptions): Writer {
    const writer = Writer.open(options, averaging);
    const { damage } = writer.state();
    if (damage !== undefined) parentPort?.postMessage({ damage } satisfies AnswerMessage);
    return writer;
  }

  const calls: WriterCalls = {
    ...trustCalls(() => opened().database),
    ...editCalls(opened),
    open(options) {
      const writer = Writer.open(options, averaging);
      open = { options, writer };
      return writer.state();
    },
    restart: (boot) => {
      opened().restart(boot);
    },
    append: (packed, events, beat) => opened().append(packed, events, beat),
    verify: (from) => opened().verify(from),
    fold: (now) => opened().fold(now),
    roll: (now) => opened().roll(now),
    retain: (now) => opened().retain(now),
    register: (device) => opened().register(device),
    inventory: () => opened().inventory(),
    outsideNews: () => opened().outside.news(),
    calibrations: () => calibrationsIn(opened().database),
    deviceKeys: () => deviceKeys(opened().database),
    setDeviceKey: (device, psk, at, by) => {
      setDeviceKey(opened().database, device, psk, at, by);
    },
    removeDeviceKey: (device, at, by) => {
      removeDeviceKey(opened().database, device, at, by);
    },
    trust: (beat) => {
      opened().trust(beat);
    },
    release: (first) => opened().release(first),
    addSink: (sink, from) => {
      opened().addSink(sink, from);
    },
    next: (sink, lane, limit) => opened().lanes.next(sink, lane, limit),
    settle: (sink, lane, page, refused, at) => {
      opened().lanes.settle(sink, lane, page, refused, at);
    },
    lanes: (sink) => opened().lanes.states(sink),
    disk: () => opened().disk(),
    answer: () => undefined,
    close: (beat) => {
      open?.writer?.close(beat);
      open = undefined;
    },
  };

  /**
   * The store turned out to be damaged under our hands: opening it again mends what can be mended. Where even that fails,
   * for want of room, each later call tries it again.
   */
  function reopen(suspicion: string): boolean {
    if (open?.writer === undefined) return false;
    open.writer.abandon();
    open = { options: { ...open.options, suspicion }, writer: undefined };
    opened();
    return true;
  }

  serveCalls(calls, (name, error) => {
    if (name === 'open') return false;
    if (isDiskFull(error) && opened().giveRoom()) return true;
    return isDamage(error) && reopen(String(error));
  });
}
