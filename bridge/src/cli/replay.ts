import { replay } from '../store/replay.ts';
import { configured, type WhereOptions } from './configured.ts';
import { counted, iso } from './holdings.ts';
import { withProgress } from './progress.ts';

export interface ReplayOptions extends WhereOptions {
  readonly sink: string;
  /** Milliseconds since 1970, UTC. */
  readonly since: number;
}

export async function replaySink({ sink, since, ...where }: ReplayOptions): Promise<void> {
  const { path } = configured(where).store;
  const readings = await withProgress({ what: 'Counting' }, () => replay(path, sink, since));
  console.log(
    `${counted(readings, 'reading')} measured since ${iso(since)} or little before go to ${sink} again, ` +
      `by a bridge that runs within a minute, else when it starts.`,
  );
}
