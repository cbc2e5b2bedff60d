/**
 * A real Home Assistant as a process: a configuration folder of its own, our integration beside it, a first
 * user who has been through the onboarding. On loopback only, so that it also runs where there is no network.
 */
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

import {
  createConnection,
  createLongLivedTokenAuth,
  type AuthData,
  type Connection,
  type HassEvent,
  type MessageBase,
} from 'home-assistant-js-websocket';

import { hassCommand, pythonEnv, type HomeAssistantVersion } from '../needs/home-assistant.ts';
import { startChild } from './child.ts';
import { freePort } from './free-port.ts';

const integration = join(import.meta.dirname, '..', '..', 'custom_components', 'climat_guardian');

/** Two to eight seconds on two idle cores; much more where other tests run beside it. */
const startWithinMs = 120_000;

const owner = { name: 'Owner', username: 'owner', password: 'a-password-for-tests', language: 'en' };

export interface HomeAssistant extends AsyncDisposable {
  /** Without a slash at its end. */
  readonly url: string;
  /** What the frontend looks for as `hassTokens` in the browser's localStorage: the browser is then signed in. */
  readonly hassTokens: AuthData & { readonly token_type: 'Bearer' };
  readonly pid: number;
  /** For the REST API: the `Authorization` header's Bearer. */
  readonly accessToken: string;
  /** A command of the websocket API, as the owner; resolves to its `result`. */
  send(message: MessageBase): Promise<unknown>;
  /** Hears all events of a type from now on, as the owner, until it ends. */
  listen(eventType: string, heard: (event: HassEvent) => void): Promise<void>;
  /** Hears all that a command goes on to say, e.g. `subscribe_entities`. */
  follow(message: MessageBase, heard: (said: unknown) => void): Promise<void>;
  /** The end of what Home Assistant logged: warnings and worse, and all of our integration. */
  readonly log: () => string;
}

export interface HomeAssistantOptions {
  /** The one of the integration's tests unless named. */
  readonly version?: HomeAssistantVersion;
  /** YAML to add to the configuration, e.g. a dashboard's `lovelace:`. */
  readonly configuration?: string;
}

export async function startHomeAssistant({
  version,
  configuration = '',
}: HomeAssistantOptions = {}): Promise<HomeAssistant> {
  await using stack = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'climat-home-assistant-'));
  stack.defer(() => rm(folder, { recursive: true, force: true }));
  const port = await freePort();
  await mkdir(join(folder, 'custom_components'));
  await symlink(integration, join(folder, 'custom_components', 'climat_guardian'));
  await writeOnboarded(folder);
  await writeFile(join(folder, 'configuration.yaml'), `${configurationFor(port)}${configuration}`);

  const hass = await startChild(hassCommand(version), ['--config', folder, '--skip-pip', '--log-no-color'], {
    env: pythonEnv(),
    ready: /Home Assistant initialized/,
    readyWithinMs: startWithinMs,
  });
  stack.defer(() => hass.end());
  const url = `http://127.0.0.1:${String(port)}`;
  try {
    const hassTokens = await makeOwner(url);
    const accessToken = await longLivedToken(url, hassTokens.access_token);
    const connection = await connect(url, accessToken);
    stack.defer(() => {
      connection.close();
    });
    await keepHttpSettings(connection);
    await untilRunning(connection);

    const all = stack.move();
    return {
      url,
      hassTokens,
      accessToken,
      pid: hass.pid,
      send: (message) => send(connection, message),
      async listen(eventType, heard) {
        await connection.subscribeEvents(heard, eventType);
      },
      async follow(message, heard) {
        await connection.subscribeMessage(heard, message);
      },
      log: hass.log,
      [Symbol.asyncDispose]: () => all.disposeAsync(),
    };
  } catch (cause) {
    throw new Error(`Home Assistant did not start. The end of its log:\n${hass.log()}`, { cause });
  }
}

/**
 * All of the onboarding but the owner, who is made over HTTP: its other steps set up a weather service, radio
 * stations and a speech service, which need the Internet.
 */
async function writeOnboarded(folder: string): Promise<void> {
  const done = ['core_config', 'analytics', 'integration'];
  await mkdir(join(folder, '.storage'));
  await writeFile(
    join(folder, '.storage', 'onboarding'),
    JSON.stringify({ version: 4, minor_version: 1, key: 'onboarding', data: { done } }),
  );
}

/** No `default_config`: nothing that looks for a cloud, a radio or a network. */
function configurationFor(port: number): string {
  return `
homeassistant:
  name: Home
  unit_system: metric
  time_zone: Europe/Zurich
  country: CH
  language: en
http:
  server_host: 127.0.0.1
  server_port: ${String(port)}
frontend:
config:
history:
logbook:
recorder:
  commit_interval: 1
logger:
  default: warning
  logs:
    custom_components.climat_guardian: info
    homeassistant.bootstrap: info  # says when it is ready
    haffmpeg: critical  # there is no ffmpeg, and nothing here plays a film
`;
}

/** Its frontend answers long before everything is set up; discovery and storing begin with RUNNING. */
async function untilRunning(connection: Connection): Promise<void> {
  const deadline = Date.now() + startWithinMs;
  for (;;) {
    const state = field(await send(connection, { type: 'get_config' }), 'state');
    if (state === 'RUNNING') return;
    if (Date.now() > deadline) throw new Error(`its state is still ${JSON.stringify(state)}`);
    await pause(100);
  }
}

/** What a person fills in at the first start. */
async function makeOwner(url: string): Promise<HomeAssistant['hassTokens']> {
  const clientId = `${url}/`;
  const post = async (path: string, body: string | URLSearchParams): Promise<unknown> => {
    const response = await fetch(url + path, {
      method: 'POST',
      body,
      signal: AbortSignal.timeout(startWithinMs),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${path} answered ${String(response.status)}: ${text.slice(0, 200)}`);
    return JSON.parse(text);
  };
  const user = await post('/api/onboarding/users', JSON.stringify({ client_id: clientId, ...owner }));
  const code = String(field(user, 'auth_code'));
  const tokens = await post(
    '/auth/token',
    new URLSearchParams({ grant_type: 'authorization_code', code, client_id: clientId }),
  );
  return {
    hassUrl: url,
    clientId,
    access_token: String(field(tokens, 'access_token')),
    token_type: 'Bearer',
    refresh_token: String(field(tokens, 'refresh_token')),
    expires_in: Number(field(tokens, 'expires_in')),
    // Long past: the frontend fetches a token of its own at once.
    expires: 0,
  };
}

async function longLivedToken(url: string, shortLived: string): Promise<string> {
  const connection = await connect(url, shortLived);
  const message = { type: 'auth/long_lived_access_token', client_name: 'Tests', lifespan: 1 };
  const token = await send(connection, message);
  connection.close();
  return String(token);
}

function connect(url: string, token: string): Promise<Connection> {
  return createConnection({ auth: createLongLivedTokenAuth(url, token) });
}

/** @throws an Error that names the command; the library throws numbers and bare objects. */
function send(connection: Connection, message: MessageBase): Promise<unknown> {
  return connection.sendMessagePromise(message).catch((cause: unknown) => {
    throw new Error(`Home Assistant refused ${message.type}: ${JSON.stringify(cause)}`, { cause });
  });
}

/**
 * Home Assistant moves `http:` from YAML into its storage as a trial, and from 2026.11 takes it back after
 * five minutes, with a restart, unless somebody who could still connect confirms it.
 */
async function keepHttpSettings(connection: Connection): Promise<void> {
  const settings = await send(connection, { type: 'http/config' });
  if (field(settings, 'pending')) await send(connection, { type: 'http/config/promote' });
}

function field(answer: unknown, name: string): unknown {
  return typeof answer === 'object' && answer !== null ? Reflect.get(answer, name) : undefined;
}
