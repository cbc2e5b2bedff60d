/**
 * A bridge for the tests, on the test server's own port: a plugin and a middleware of web-test-runner.
 *
 * `/stub/ws?id=ID&connections=JSON`: plays `connections[n]` to the n-th connection of that id, the last one to all
 * later ones. A step is an object (sent as JSON), a text (sent as it is), or null (the server hangs up).
 *
 * `/stub/behind/a/proxy/`: the bridge's page below a path prefix, under the strictest policy it must bear, with
 * the committed bundle and a session of bridge/api/examples.
 *
 * `/stub/locked/ID/`: the same of a bridge that wants a token, until 407193 is entered, and again after POST `revoke`.
 */
import { readFile } from 'node:fs/promises';
import { json } from 'node:stream/consumers';
import { WebSocketServer } from 'ws';

const PAGE = '/stub/behind/a/proxy/';
const LOCKED = /^\/stub\/locked\/[\w-]+\//;
const repository = (path) => new URL(`../../${path}`, import.meta.url);
const FILES = {
  '': ['card/page/index.html', 'text/html'],
  'page.css': ['card/page/page.css', 'text/css'],
  status: ['card/page/status.html', 'text/html'],
  'climat-guardian-status.js': ['card/page/climat-guardian-status.js', 'text/javascript'],
  'api/v1/status': ['bridge/api/examples/status.json', 'application/json'],
  'api/v1/devices': ['bridge/api/examples/devices.json', 'application/json'],
  'api/v1/pair': ['bridge/api/examples/pairing.json', 'application/json'],
  'api/v1/rooms': ['bridge/api/examples/rooms.json', 'application/json'],
  'api/v1/edits': ['bridge/api/examples/edits.json', 'application/json'],
  'api/v1/session': ['bridge/api/examples/session.json', 'application/json'],
  'api/v1/tokens': ['bridge/api/examples/tokens.json', 'application/json'],
  'icon.svg': ['card/page/icon.svg', 'image/svg+xml'],
  'apple-touch-icon.png': ['card/page/apple-touch-icon.png', 'image/png'],
  'climat-guardian.webmanifest': ['card/page/climat-guardian.webmanifest', 'application/manifest+json'],
  ...Object.fromEntries(
    ['card', 'page', 'history', 'heat-map'].map((part) => {
      const file = `climat-guardian-${part}.js`;
      return [file, [`custom_components/climat_guardian/www/${file}`, 'text/javascript']];
    }),
  ),
};

export function bridgeStub() {
  const server = new WebSocketServer({ noServer: true });
  const seen = new Map(); // connections so far, by id
  const letIn = new Map(); // live connections of those who are, by folder

  const plugin = {
    name: 'bridge-stub',

    serverStart({ server: http }) {
      http.on('upgrade', (request, socket, head) => {
        const url = new URL(request.url, 'http://stub');
        if (!url.pathname.startsWith('/stub/')) return; // the test runner's own
        const [locked] = LOCKED.exec(url.pathname) ?? [];
        if (locked !== undefined && !letIn.has(locked)) {
          socket.end('HTTP/1.1 401 Unauthorized\r\nconnection: close\r\n\r\n');
          return;
        }
        server.handleUpgrade(request, socket, head, async (connection) => {
          letIn.get(locked)?.push(connection);
          play(connection, await stepsFor(url));
        });
      });
    },

    serverStop() {
      for (const connection of server.clients) connection.terminate();
    },

    async serve(context) {
      const folder = context.path.startsWith(PAGE) ? PAGE : LOCKED.exec(context.path)?.[0];
      const [file, type] = FILES[context.path.slice(folder?.length)] ?? [];
      if (file === undefined) return undefined;
      context.set('content-security-policy', "default-src 'self'");
      return { body: await readFile(repository(file), 'utf8'), type };
    },
  };
  return { plugin, middleware: answerAtTheDoor };

  async function stepsFor(url) {
    if (url.pathname.endsWith('/api/v1/ws')) {
      return JSON.parse(await readFile(repository('bridge/api/examples/ws-session.json'), 'utf8'));
    }
    const id = url.searchParams.get('id');
    const connections = JSON.parse(url.searchParams.get('connections'));
    const n = seen.get(id) ?? 0;
    seen.set(id, n + 1);
    return connections[Math.min(n, connections.length - 1)];
  }

  /** Of a locked bridge, what is asked before anybody is let in. */
  async function answerAtTheDoor(context, next) {
    const [folder] = LOCKED.exec(context.path) ?? [];
    if (folder === undefined) return next();
    const answer = (status, body) => Object.assign(context, { status, body });
    switch (`${context.method} ${context.path.slice(folder.length)}`) {
      case 'GET api/v1/session':
        return letIn.has(folder) ? answer(200, {}) : answer(401, { detail: 'Send a token.' });
      case 'POST api/v1/pair': {
        const { code } = await json(context.req);
        return code === '407193'
          ? answer(201, { token: 'climat_x' })
          : answer(403, { detail: 'That is not the code.' });
      }
      case 'PUT api/v1/session':
        if (context.get('authorization') !== 'Bearer climat_x') return answer(401, { detail: 'Not known.' });
        letIn.set(folder, []);
        return answer(200, {});
      case 'POST revoke':
        for (const connection of letIn.get(folder) ?? []) connection.close(1008);
        letIn.delete(folder);
        return answer(204, null);
      default:
        return next();
    }
  }
}

function play(connection, steps) {
  for (const step of steps) {
    if (step === null) connection.close();
    else connection.send(typeof step === 'string' ? step : JSON.stringify(step));
  }
}
