/** The Home Assistant app without a Supervisor: its image's files in a folder, and a stand-in of what it asks. */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { copyFile, cp, mkdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { only, stagesOf, words } from './dockerfile.ts';
import { root } from './shipped.ts';

export const [image, ...otherStages] = stagesOf(readFileSync(join(root, 'app', 'Dockerfile'), 'utf8'));

/** What the app's Dockerfile copies, beside the bridge that is in the image which it is made from. */
export async function assembleApp(folder: string, bridge: string): Promise<void> {
  await cp(bridge, join(folder, 'opt', 'climat-guardian'), { recursive: true });
  // The bridge runs as somebody else there, who may not look into the folder that our own Node lies in.
  await mkdir(join(folder, 'nodejs', 'bin'), { recursive: true });
  await copyFile(process.execPath, join(folder, 'nodejs', 'bin', 'node'));
  for (const { name, rest } of image?.instructions ?? []) {
    if (name !== 'COPY') continue;
    if (rest !== '*.ts /opt/app/') throw new Error(`the test does not know: COPY ${rest}`);
    await cp(join(root, 'app'), join(folder, 'opt', 'app'), {
      recursive: true,
      filter: (path) => path === join(root, 'app') || path.endsWith('.ts'),
    });
  }
}

/** The image's command line, in that folder and with that Supervisor; what it does not name is wrong. */
export function commandLine(folder: string, data: string, supervisor: string): string[] {
  const places: Readonly<Record<string, string>> = {
    '/nodejs/bin/node': join(folder, 'nodejs/bin/node'),
    '/opt/app/start.ts': join(folder, 'opt/app/start.ts'),
    '/data': data,
    '/opt/climat-guardian/bin/climat-guardian.js': join(folder, 'opt/climat-guardian/bin/climat-guardian.js'),
    'http://supervisor': supervisor,
  };
  if (image === undefined) throw new Error('the Dockerfile has no stage');
  return words(only(image, 'ENTRYPOINT')).map((word) => {
    const place = places[word];
    if (place === undefined) throw new Error(`the test does not know: ${word}`);
    return place;
  });
}

/** The app's folder as the Supervisor makes it: root's, with the options in a file that is root's alone. */
export async function dataFolder(folder: string, options: unknown): Promise<string> {
  await mkdir(folder, { recursive: true });
  const text = typeof options === 'string' ? options : JSON.stringify(options);
  await writeFile(join(folder, 'options.json'), text, { mode: 0o600 });
  return folder;
}

export interface Announced {
  readonly authorization: string | undefined;
  readonly body: unknown;
}

export interface StandIn extends AsyncDisposable {
  readonly url: string;
  /** The next one that was posted, whatever it was answered. */
  readonly announced: () => Promise<Announced>;
  /** The next ones are answered so. */
  readonly answer: (status: number) => void;
}

/** `POST /discovery`, the one endpoint that the app asks (supervisor/api/discovery.py `set_discovery`). */
export async function standIn(): Promise<StandIn> {
  let status = 200;
  const heard: Announced[] = [];
  const server = createServer((request, response) => {
    void (async () => {
      const isDiscovery = request.method === 'POST' && request.url === '/discovery';
      const body: unknown = isDiscovery ? await json(request) : undefined;
      response.writeHead(isDiscovery ? status : 404, { 'content-type': 'application/json' });
      // supervisor/api/utils.py `api_return_ok`, `api_return_error`
      response.end(
        JSON.stringify(status < 400 ? { result: 'ok', data: {} } : { result: 'error', message: 'No' }),
      );
      heard.push({ authorization: request.headers.authorization, body });
      server.emit('announced');
    })();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    async announced() {
      for (;;) {
        const next = heard.shift();
        if (next !== undefined) return next;
        await once(server, 'announced');
      }
    },
    answer: (next) => (status = next),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
