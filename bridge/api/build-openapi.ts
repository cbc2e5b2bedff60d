/**
 * `npm run build:openapi`: writes openapi.yaml, which is what a running bridge says of its own routes. A test compares
 * the two.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { stringify } from 'yaml';
import { startBridge } from '../src/bridge.ts';
import { pageFiles } from '../src/cli/page-files.ts';
import { systemClock } from '../src/clock/clock.ts';
import { parseConfig } from '../src/config/config.ts';

export const openApiFile = join(import.meta.dirname, 'openapi.yaml');

const heading = `# Made by \`npm run build:openapi\` out of the bridge's routes; a running bridge serves the same at /api/v1/openapi.json.
`;

/** Of a bridge that is started for it, with a store that is thrown away. */
export async function openApiYaml(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'climat-openapi-'));
  try {
    const defaults = parseConfig('', join(folder, 'none.yaml'));
    await using bridge = await startBridge({
      config: {
        ...defaults,
        devices: { ...defaults.devices, discovery: false },
        store: { ...defaults.store, path: join(folder, 'climat-guardian.db') },
        api: { ...defaults.api, port: 0 },
      },
      version: '0.0.0',
      page: pageFiles,
      clock: systemClock,
      reach: 'loopback',
      log: pino({ level: 'silent' }),
    });
    const answer = await fetch(`http://127.0.0.1:${String(bridge.port)}/api/v1/openapi.json`);
    if (!answer.ok) throw new Error(await answer.text());
    // Some readers of YAML take a text that looks like a time for one, unless it stands in quotes.
    const options = { schema: 'yaml-1.1', aliasDuplicateObjects: false, lineWidth: 0 } as const;
    return heading + stringify(await answer.json(), options);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

if (import.meta.main) await writeFile(openApiFile, await openApiYaml());
