/**
 * A bridge for the tests, on the test server's own port (web-test-runner plugin).
 *
 * `/stub/ws?id=ID&connections=JSON`: plays `connections[n]` to the n-th connection of that id, the last one to all
 * later ones. A step is an object (sent as JSON), a text (sent as it is), or null (the server hangs up).
 *
 * `/stub/behind/a/proxy/`: the bridge's page below a path prefix, under the strictest policy it must bear, with
 * the committed bundle and a session of bridge/api/examples.
 */
import { readFile } from 'node:fs/promises';
import { WebSocketServer } from 'ws';

const PAGE = '/stub/behind/a/proxy/';
const repository = (path) => new URL(`../../${path}`, import.meta.url);
const FILES = {
  '': ['card/page/index.html', 'text/html'],
  'page.css': ['card/page/page.css', 'text/css'],
  status: ['card/page/status.html', 'text/html'],
  'climat-guardian-status.js': ['card/page/climat-guardian-status.js', 'text/javascript'],
  'api/v1/status': ['bridge/api/examples/status.json', 'application/json'],
  'api/v1/devices': ['bridge/api/examples/devices.json', 'application/json'],
  'icon.svg': ['card/page/icon.svg', 'image/svg+xml'],
  'climat-guardian-card.js': [
    'custom_components/climat_guardian/www/climat-guardian-card.js',
    'text/javascript',
  ],
};

export function bridgeStub() {
  const server = new WebSocketServer({ noServer: true });
  const seen = new Map(); // connections so far, by id

  return {
    name: 'bridge-stub',

    serverStart({ server: http }) {
      http.on('upgrade', (request, socket, head) => {
        const url = new URL(request.url, 'http://stub');
        if (!url.pathname.startsWith('/stub/')) return; // the test runner's own
        server.handleUpgrade(request, socket, head, async (connection) => {
          play(connection, await stepsFor(url));
        });
      });
    },

    serverStop() {
      for (const connection of server.clients) connection.terminate();
    },

    async serve(context) {
      if (!context.path.startsWith(PAGE)) return undefined;
      const [file, type] = FILES[context.path.slice(PAGE.length)] ?? [];
      if (file === undefined) return undefined;
      context.set('content-security-policy', "default-src 'self'");
      return { body: await readFile(repository(file), 'utf8'), type };
    },
  };

  async function stepsFor(url) {
    if (url.pathname === `${PAGE}api/v1/ws`) {
      return JSON.parse(await readFile(repository('bridge/api/examples/ws-session.json'), 'utf8'));
    }
    const id = url.searchParams.get('id');
    const connections = JSON.parse(url.searchParams.get('connections'));
    const n = seen.get(id) ?? 0;
    seen.set(id, n + 1);
    return connections[Math.min(n, connections.length - 1)];
  }
}

function play(connection, steps) {
  for (const step of steps) {
    if (step === null) connection.close();
    else connection.send(typeof step === 'string' ? step : JSON.stringify(step));
  }
}
