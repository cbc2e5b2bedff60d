/** InfluxDB 1.6, given each reading as the bridge would, raw: what one had without rollups. */
import { startInfluxd, type Influxd } from '@climat-guardian/suite/processes/influxd';
import { sensorCount, steps, type Building } from './building.ts';
import { roomOf } from './built-store.ts';

/** Lines a request. */
const atOnce = 20_000;
export const database = 'climate';

export async function startPeer(building: Building): Promise<Influxd> {
  const influxd = await startInfluxd();
  try {
    await influxd.query('', `CREATE DATABASE ${database}`);
    const from = performance.now();
    const lines = await load(influxd, building);
    const seconds = (performance.now() - from) / 1000;
    console.error(`InfluxDB: ${String(lines)} lines in ${seconds.toFixed(1)} s`);
    return influxd;
  } catch (error) {
    await influxd[Symbol.asyncDispose]();
    throw error;
  }
}

async function load(influxd: Influxd, building: Building): Promise<number> {
  const { quantities } = building;
  const heads = Array.from({ length: sensorCount(building) }, (_, i) => {
    const device = Math.floor(i / quantities.length);
    const quantity = quantities[i % quantities.length] ?? '';
    const mac = `02:00:00:00:00:${device.toString(16).padStart(2, '0')}`;
    return `climate,device=${mac},room=${roomOf(device)},sensor=${quantity},site=home ${quantity}=`;
  });
  let all = 0;
  let lines: string[] = [];
  for (const step of steps(building)) {
    for (const { sensor, measuredAt, value } of step)
      lines.push(`${heads[sensor - 1] ?? ''}${String(value)} ${String(measuredAt)}`);
    if (lines.length < atOnce) continue;
    await influxd.write(database, lines.join('\n'));
    all += lines.length;
    lines = [];
  }
  await influxd.write(database, lines.join('\n'));
  return all + lines.length;
}
