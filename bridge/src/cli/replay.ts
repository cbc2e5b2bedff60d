import { replay } from '../store/replay.ts';
import { configured, type WhereOptions } from './configured.ts';
import { counted, iso } from './holdings.ts';

export interface ReplayOptions extends WhereOptions {
  readonly sink: string;
  /** Milliseconds since 1970, UTC. */
  readonly since: number;
}

export function replaySink({ sink, since, ...where }: ReplayOptions): void {
  const readings = replay(configured(where).store.path, sink, since);
  console.log(
    `${counted(readings, 'reading')} measured since ${iso(since)} or little before go to ${sink} again, ` +
      `by a bridge that runs within a minute, else when it starts.`,
  );
}
