/**
 * How long a person waits for the first readings: of all rooms after `demo` is started, and of an encrypted device in
 * InfluxDB after `run` is started. Real firmware, real InfluxDB.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startBridgeProcess } from '@climat-guardian/suite/processes/bridge';
import { eventually } from '@climat-guardian/suite/processes/eventually';
import { startFirmware } from '@climat-guardian/suite/processes/firmware';
import { startInfluxd } from '@climat-guardian/suite/processes/influxd';

const runs = 5;
const rooms = 8;

async function demo(): Promise<number> {
  const from = performance.now();
  await using bridge = await startBridgeProcess(['demo', '--port', '0', '--rooms', String(rooms)]);
  await eventually('every room has a measured value', async () => {
    const answer = await (await fetch(new URL('api/v1/rooms', bridge.url))).text();
    const measured = answer.match(/"temperature":\{"value":[^,]+,"unit":"°C","measuredAt":"/g) ?? [];
    return measured.length === rooms ? { found: true } : { not: measured.length };
  });
  return performance.now() - from;
}

async function run(): Promise<number> {
  await using end = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'climat-bench-'));
  end.defer(() => rm(folder, { recursive: true, force: true }));
  const key = Buffer.alloc(32, 1).toString('base64');
  const influx = end.use(await startInfluxd());
  const device = end.use(await startFirmware({ name: 'room-bench', mac: '02:00:00:00:40:01', key }));
  const config = join(folder, 'climat-guardian.yaml');
  await writeFile(
    config,
    JSON.stringify({
      devices: { discovery: false, static: [{ host: device.address, port: device.port, key }] },
      sinks: [{ name: 'influx', type: 'influxdb1', url: influx.url }],
      store: { path: 'readings.db' },
      clock: { trust: 'system' },
      api: { listen: '127.0.0.1:0' },
    }),
  );
  const from = performance.now();
  end.use(await startBridgeProcess(['run', '--config', config]));
  await eventually('a reading is in InfluxDB', async () => {
    const rows = await influx.query('climate', 'SELECT * FROM climate LIMIT 1').catch(() => []);
    return rows.length > 0 ? { found: true } : { not: rows };
  });
  return performance.now() - from;
}

for (const [name, measure] of [
  [`demo: ${String(rooms)} rooms measured, sensors every 10 s`, demo],
  ['run: first reading in InfluxDB, sensor every 1 s', run],
] as const) {
  const seconds: number[] = [];
  for (let i = 0; i < runs; i++) seconds.push((await measure()) / 1000);
  const [min = 0, , median = 0, , max = 0] = seconds.sort((a, b) => a - b).map((s) => s.toFixed(1));
  console.log(`${name}: median ${String(median)} s (${String(min)}–${String(max)} s, ${String(runs)} runs)`);
}
