/** What each panel says that it shows: its title and description in this suite's own words. */
import type { Expectation } from '../expected.ts';
import type { Dashboard, Panel } from '../grafana/model.ts';
import { comfort } from './comfort.ts';
import { longRange } from './long-range.ts';
import { roomsNow } from './rooms-now.ts';
import { sensorHealth } from './sensor-health.ts';

const expectations: Readonly<Record<string, Readonly<Record<number, Expectation>>>> = {
  'climat-guardian-long-range': longRange,
  'climat-guardian-comfort': comfort,
  'climat-guardian-rooms-now': roomsNow,
  'climat-guardian-sensor-health': sensorHealth,
};

/** @throws {Error} of a panel that nobody has said anything of. */
export function expectationOf({ uid }: Dashboard, { id, title }: Panel): Expectation {
  const expectation = expectations[uid]?.[id];
  if (expectation === undefined)
    throw new Error(`nothing says what panel ${String(id)} of ${uid}, “${title}”, ought to show`);
  return expectation;
}
