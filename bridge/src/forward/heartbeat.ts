/**
 * Tells a sink each minute that the bridge lives and how it is, and which rooms there are. Beside the lanes, as nothing of
 * it is worth keeping: what a sink does not take is not sent later. The sink's own clock stamps it, so that it also comes
 * while ours is not trusted; and a sink that nobody tells of a backlog says by the silence that something is wrong.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { tagsOf, type Point } from '../reading/line-protocol.ts';
import type { Lane, LaneState } from '../store/outbox-types.ts';
import { eventMeasurement } from './event-points.ts';
import { Places, pointOfPlace, type Place } from './places.ts';
import type { Sink } from './sink.ts';

/** How the bridge is. */
export interface Health {
  /** Milliseconds since 1970, UTC; undefined while the clock is not trusted. */
  readonly now: number | undefined;
  readonly devices: number;
  readonly devicesOnline: number;
  /** IANA. */
  readonly zone: string;
  readonly version: string;
}

export interface HeartbeatOptions {
  readonly sink: Sink;
  /** The tag `site`. */
  readonly site: string;
  readonly everyMs: number;
  /** Milliseconds of a clock that never steps. */
  readonly elapsed: () => number;
  readonly health: () => Health;
  /** Of this sink. */
  readonly lanes: () => Promise<readonly LaneState[]>;
  readonly rooms: () => readonly Place[];
}

/** Averages are made anew for years at once by one edit: their age says nothing of how long they wait. */
const agedLanes: readonly Lane[] = ['inbox', 'block', 'event'];

export class Heartbeat implements AsyncDisposable {
  readonly #options: HeartbeatOptions;
  readonly #stop = new AbortController();
  readonly #places = new Places();
  #done: Promise<void> | undefined;
  #areRoomsStale = false;
  #telling: Promise<void> | undefined;

  constructor(options: HeartbeatOptions) {
    this.#options = options;
  }

  start(): void {
    this.#done ??= this.#run();
  }

  /** Rooms may have changed. */
  changed(): void {
    if (this.#done !== undefined) this.#tellRooms();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await this.#done;
    await this.#telling;
  }

  async #run(): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      // Counted from its beginning, as a sink can take long to answer.
      const minute = pause(this.#options.everyMs, undefined, { signal }).catch(() => undefined);
      await this.#beat();
      await minute;
    }
  }

  async #beat(): Promise<void> {
    this.#tellRooms();
    await this.#quietly(async () => {
      const { lanes, health, site } = this.#options;
      await this.#write([pointOfHealth(health(), await lanes(), site)]);
    });
  }

  /** One write at a time: however much changes while a sink stalls, it is told once more after that. */
  #tellRooms(): void {
    this.#areRoomsStale = true;
    this.#telling ??= this.#tellStale().finally(() => {
      this.#telling = undefined;
    });
  }

  async #tellStale(): Promise<void> {
    while (this.#areRoomsStale) {
      this.#areRoomsStale = false;
      await this.#quietly(async () => {
        const { rooms, elapsed, site } = this.#options;
        const [there, now] = [rooms(), elapsed()];
        const due = this.#places.due(there, now);
        if (due.length === 0) return;
        await this.#write(due.map((place) => pointOfPlace(place, site)));
        this.#places.told(there, now);
      });
    }
  }

  async #write(points: readonly Point[]): Promise<void> {
    const { signal } = this.#stop;
    signal.throwIfAborted();
    await this.#options.sink.write('long', points, signal);
  }

  /** What is wrong the lanes will say, which write to the same place. */
  async #quietly(task: () => Promise<void>): Promise<void> {
    await task().catch(() => undefined);
  }
}

export function pointOfHealth(health: Health, lanes: readonly LaneState[], site: string): Point {
  const { now, devices, devicesOnline, zone, version } = health;
  const ages = lanes.filter(({ lane }) => agedLanes.includes(lane)).flatMap(({ oldest }) => oldest ?? []);
  const oldest = ages.length === 0 ? undefined : Math.min(...ages);
  return {
    measurement: eventMeasurement,
    tags: tagsOf({ site, kind: 'heartbeat' }),
    fields: {
      count: 1,
      clock_trusted: now === undefined ? 0 : 1,
      waiting: lanes.reduce((sum, { waiting }) => sum + waiting, 0),
      // How old it is, nobody knows without a clock.
      ...(oldest === undefined && { waiting_seconds: 0 }),
      ...(oldest !== undefined && now !== undefined && { waiting_seconds: Math.max(0, now - oldest) / 1000 }),
      devices,
      devices_online: devicesOnline,
      zone,
      version,
    },
    time: null,
  };
}
