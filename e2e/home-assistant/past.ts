/** Home Assistant's past, and the bridge's. */
import assert from 'node:assert/strict';
import { eventually } from '@climat-guardian/suite/processes/eventually';
import type { HomeAssistant } from '@climat-guardian/suite/processes/home-assistant';
import { post } from '../home-assistant-frontend.ts';
import type { HouseBridge } from './house.ts';

export interface Hour {
  readonly start: number;
  readonly mean: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

const hourMs = 3_600_000;
const minuteMs = 60_000;
/** A temperature that no room has. */
export const wrong = 99;

/** Five days, until what is imported for sure: an hour that ended a quarter of an hour ago. */
export function period(now: number): { readonly from: number; readonly until: number } {
  const until = Math.floor((now - 15 * minuteMs) / hourMs) * hourMs;
  return { from: until - 5 * 24 * hourMs, until };
}

/** As if Home Assistant had gone on with a last value while nobody was there. */
export async function remember(
  hass: HomeAssistant,
  entityId: string,
  { from, until }: ReturnType<typeof period>,
): Promise<void> {
  const stats = Array.from({ length: (until - from) / hourMs }, (_, n) => ({
    start: new Date(from + n * hourMs).toISOString(),
    ...{ mean: wrong, min: wrong, max: wrong },
  }));
  const metadata = {
    ...{ statistic_id: entityId, source: 'recorder', name: null, has_sum: false },
    ...{ mean_type: 1, unit_class: 'temperature', unit_of_measurement: '°C' },
  };
  await hass.send({ type: 'recorder/import_statistics', metadata, stats });
  await eventually('Home Assistant remembers what was never so', async () => {
    const hours = await hoursOfHass(hass, entityId, { from, until });
    return hours.length === stats.length ? { found: true } : { not: hours.length };
  });
}

/** Its entry is loaded anew, as at Home Assistant's start: then what is past is repaired. */
export async function reload(hass: HomeAssistant, entryId: string): Promise<void> {
  await post(hass, `/api/config/config_entries/entry/${entryId}/reload`, {});
}

export async function hoursOfHass(
  hass: HomeAssistant,
  entityId: string,
  { from, until }: ReturnType<typeof period>,
): Promise<Hour[]> {
  const answer = (await hass.send({
    type: 'recorder/statistics_during_period',
    start_time: new Date(from).toISOString(),
    end_time: new Date(until).toISOString(),
    statistic_ids: [entityId],
    period: 'hour',
    types: ['mean', 'min', 'max'],
  })) as Record<
    string,
    { start: number; mean: number | null; min: number | null; max: number | null }[] | undefined
  >;
  return (answer[entityId] ?? []).map(({ start, mean, min, max }) => ({ start, mean, low: min, high: max }));
}

export function hoursOfBridge(
  bridge: HouseBridge,
  token: string,
  room: string,
  span: ReturnType<typeof period>,
): Promise<Hour[]> {
  return averagesOfBridge(bridge, token, { room, every: 'hour', hours: 'utc' }, span);
}

export async function averagesOfBridge(
  { url }: HouseBridge,
  token: string,
  of: { readonly room: string; readonly every: 'hour' | 'day'; readonly hours?: 'utc' },
  { from, until }: ReturnType<typeof period>,
): Promise<Hour[]> {
  const asked = new URLSearchParams({
    ...{ ...of, quantity: 'temperature' },
    ...{ from: new Date(from).toISOString(), to: new Date(until).toISOString() },
  });
  const answer = await fetch(`${url}api/v1/averages?${asked.toString()}`, {
    headers: { authorization: `Bearer ${token}` },
  });
  assert.equal(answer.status, 200);
  const { averages } = (await answer.json()) as {
    averages: {
      from: string;
      mean: number | null;
      min: { value: number } | null;
      max: { value: number } | null;
    }[];
  };
  return averages.map((one) => ({
    start: Date.parse(one.from),
    mean: one.mean,
    low: one.min?.value ?? null,
    high: one.max?.value ?? null,
  }));
}

/** @throws where one says something else than the other by more than a hundredth. */
export function assertSame(repaired: readonly Hour[], known: readonly Hour[]): void {
  const told = new Map(known.map((hour) => [hour.start, hour]));
  assert.equal(told.size, repaired.length);
  for (const hour of repaired) {
    const own = told.get(hour.start);
    assert.ok(own, `the bridge has no ${new Date(hour.start).toISOString()}`);
    for (const what of ['mean', 'low', 'high'] as const) {
      const [here, there] = [hour[what], own[what]];
      const isSame = here === null || there === null ? here === there : Math.abs(here - there) <= 0.01;
      assert.ok(
        isSame,
        `${what} of ${new Date(hour.start).toISOString()}: ${String(here)}, of the bridge ${String(there)}`,
      );
    }
  }
}
