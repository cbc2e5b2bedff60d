/** The `Date` of web servers on loopback that are right, wrong, odd, slow, or this host itself. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test, type TestContext } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { endOf } from '@climat-guardian/suite/processes/end-of';
import type { Evidence } from '../../src/clock/evidence.ts';
import { HttpDates, httpDate } from '../../src/clock/http-dates.ts';

const hour = 3_600_000;

/** On an address of its own, so that each is another host. */
async function serving(t: TestContext, host: number, listener: RequestListener): Promise<URL> {
  const server = createServer(listener);
  server.listen(0, `127.0.0.${String(host)}`);
  await once(server, 'listening');
  endOf(t).defer(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });
  const { address, port } = server.address() as AddressInfo;
  return new URL(`http://${address}:${String(port)}/ping`);
}

/** A server whose clock is off by so much. */
const dated =
  (offBy = 0, headers: Readonly<Record<string, string>> = {}, status = 204): RequestListener =>
  (_, response) => {
    response.writeHead(status, { date: new Date(Date.now() + offBy).toUTCString(), ...headers });
    response.end();
  };

const undated =
  (headers: Readonly<Record<string, string>> = {}): RequestListener =>
  (_, response) => {
    response.sendDate = false;
    response.writeHead(200, headers);
    response.end();
  };

interface Settings {
  readonly here?: string;
  readonly isContained?: boolean;
  readonly names?: Readonly<Record<string, readonly string[]>>;
  readonly wallOffBy?: number;
}

function client(
  urls: readonly URL[],
  { here, isContained = false, names = {}, wallOffBy = 0 }: Settings = {},
) {
  return new HttpDates({
    urls,
    read: () => ({ monotonicMs: performance.now(), wallMs: Date.now() + wallOffBy }),
    resolve: (host) => Promise.resolve(names[host] ?? [host]),
    isHere: (address) => address === here,
    isContained,
    sleep: (ms, signal) => pause(ms, undefined, { signal }).catch(() => undefined),
  });
}

const look = (dates: HttpDates): Promise<Evidence | undefined> => dates.look(new AbortController().signal);

function assertRight(evidence: Evidence | undefined, offBy = 0): void {
  assert.ok(evidence !== undefined);
  const off = Math.abs(evidence.offsetMs - offBy - (Date.now() - performance.now()));
  assert.ok(off <= evidence.errorMs + 5, `off by ${String(off)}, said ${String(evidence.errorMs)}`);
}

test('two hosts that agree are believed, each whole second narrowed down to well within one', async (t) => {
  const evidence = await look(client([await serving(t, 2, dated()), await serving(t, 3, dated())]));
  assertRight(evidence);
});

test('asked several times within a second, a date is good for less than a second', async (t) => {
  // Time passes only between the questions, so it is known how good it must be.
  let elapsed = 0;
  const utc = Date.UTC(2026, 10, 21, 6, 30, 0, 700);
  const ticking: RequestListener = (_, response) => {
    response.writeHead(204, { date: new Date(utc + elapsed).toUTCString() }).end();
  };
  const urls = [await serving(t, 2, ticking), await serving(t, 3, ticking)];
  const dates = new HttpDates({
    urls,
    read: () => ({ monotonicMs: elapsed, wallMs: 0 }),
    resolve: (host) => Promise.resolve([host]),
    isHere: () => false,
    isContained: false,
    sleep: (ms, signal) => {
      if (ms >= 1000) return pause(60_000, undefined, { signal }).catch(() => undefined);
      elapsed += ms;
      return Promise.resolve();
    },
  });
  const evidence = await look(dates);
  assert.ok(evidence !== undefined);
  assert.ok(Math.abs(evidence.offsetMs - utc) <= evidence.errorMs);
  assert.ok(evidence.errorMs <= 600, `${String(evidence.errorMs)} ms`);
});

test('their agreement is what is told, whatever this host’s own clock says', async (t) => {
  const ahead = [await serving(t, 2, dated(hour)), await serving(t, 3, dated(hour))];
  assertRight(await look(client(ahead)), hour);
});

test('a refusal, a fault and a redirect have a date too, and a redirect is not followed', async (t) => {
  let followed = 0;
  const elsewhere = await serving(t, 4, (_, response) => {
    followed += 1;
    response.end();
  });
  const urls = [
    await serving(t, 2, dated(0, { location: elsewhere.href }, 302)),
    await serving(t, 3, dated(0, {}, 401)),
  ];
  assertRight(await look(client(urls)));
  assert.equal(followed, 0);
});

test('one host, two that differ, and one under two names prove nothing; a third decides', async (t) => {
  const [one, another, ahead] = [
    await serving(t, 2, dated()),
    await serving(t, 3, dated()),
    await serving(t, 4, dated(3000)),
  ];
  const alias = new URL(`http://influx.example:${one.port}/`);
  const names = { 'influx.example': ['127.0.0.2'] };
  const [alone, differing, named, decided] = await Promise.all([
    look(client([one])),
    look(client([one, ahead])),
    look(client([one, alias], { names })),
    look(client([one, ahead, another])),
  ]);
  assert.deepEqual([alone, differing, named], [undefined, undefined, undefined]);
  assertRight(decided);
});

test('a server on this host does not count, by any name that leads to it', async (t) => {
  let asked = 0;
  const mine = await serving(t, 2, (request, response) => {
    asked += 1;
    dated()(request, response);
  });
  const other = await serving(t, 3, dated());
  const named = new URL(`http://nas.example:${mine.port}/`);
  const names = { 'nas.example': ['127.0.0.77', '127.0.0.2'] };
  assert.equal(await look(client([mine, other], { here: '127.0.0.2' })), undefined);
  assert.equal(await look(client([named, other], { here: '127.0.0.2', names })), undefined);
  assert.equal(asked, 0);
});

test('in a container, servers that agree with its clock may be reading it, and do not count', async (t) => {
  const same = [await serving(t, 2, dated()), await serving(t, 3, dated())];
  const contained = { isContained: true };
  const [agreeing, differing] = await Promise.all([
    look(client(same, contained)),
    look(client(same, { ...contained, wallOffBy: -hour })),
  ]);
  assert.equal(agreeing, undefined);
  assertRight(differing);
});

test('a date that is missing, odd, out of a cache, or of another second each time counts for nothing', async (t) => {
  let told = 0;
  const table: [name: string, listener: RequestListener][] = [
    ['missing', undated()],
    ['no date', undated({ date: 'soon' })],
    ['another form', undated({ date: new Date().toISOString() })],
    ['an obsolete form', undated({ date: 'Sunday, 06-Nov-94 08:49:37 GMT' })],
    ['another zone', undated({ date: new Date().toUTCString().replace('GMT', 'CET') })],
    ['from a cache', dated(0, { age: '0' })],
    [
      'jumping',
      (request, response) => {
        dated((told += 1) * 2000)(request, response);
      },
    ],
    ['stalled', () => undefined],
    [
      'hanging up',
      (request) => {
        request.socket.destroy();
      },
    ],
    [
      'no HTTP',
      (request) => {
        request.socket.end('SSH-2.0-OpenSSH\r\n');
      },
    ],
    [
      'endless headers',
      (request) => {
        request.socket.write(`HTTP/1.1 200 OK\r\nx: ${'x'.repeat(100_000)}`);
      },
    ],
  ];
  const well = await serving(t, 200, dated());
  await Promise.all(
    table.map(async ([name, listener], i) => {
      assert.equal(await look(client([await serving(t, 10 + i, listener), well])), undefined, name);
    }),
  );
});

test('https is not asked, as no certificate is valid in 1970, and nobody listening is no fault', async (t) => {
  const well = await serving(t, 2, dated());
  assert.equal(await look(client([well, new URL('https://127.0.0.3/')])), undefined);
  assert.equal(await look(client([well, new URL('http://127.0.0.3:9/')])), undefined);
});

test('a look that is stopped ends', async (t) => {
  const stop = new AbortController();
  const urls = [
    await serving(t, 2, () => {
      stop.abort();
    }),
    await serving(t, 3, () => undefined),
  ];
  assert.equal(await client(urls).look(stop.signal), undefined);
});

test('a date has one form, and names a day that there is', () => {
  assert.equal(httpDate('Sat, 21 Nov 2026 06:30:00 GMT'), Date.UTC(2026, 10, 21, 6, 30));
  for (const text of [
    undefined,
    '',
    'Sun, 21 Nov 2026 06:30:00 GMT',
    'Mon, 30 Feb 2026 06:30:00 GMT',
    'Sat, 21 Nov 2026 06:30:00',
    'Sat, 21 Nov 2026 25:30:00 GMT',
    'Sat, 21 Foo 2026 06:30:00 GMT',
  ]) {
    assert.equal(httpDate(text), undefined, text);
  }
});
