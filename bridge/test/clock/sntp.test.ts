/** Our NTP client and servers on loopback that are right, wrong, rude, slow and hostile. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { createSocket, type RemoteInfo } from 'node:dgram';
import { once } from 'node:events';
import { test, type TestContext } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { endOf } from '@climat-guardian/suite/processes/end-of';
import type { Evidence } from '../../src/clock/evidence.ts';
import { Sntp, type NtpServer } from '../../src/clock/sntp.ts';
import { ntpAnswer } from './ntp-answer.ts';

const hour = 3_600_000;

type Respond = (question: Buffer, respond: (packet: Buffer) => void) => void;

interface Served extends NtpServer {
  readonly questions: Buffer[];
}

async function serving(t: TestContext, respond: Respond, type: 'udp4' | 'udp6' = 'udp4'): Promise<Served> {
  const socket = createSocket(type);
  const questions: Buffer[] = [];
  socket.on('message', (question: Buffer, { address, port }: RemoteInfo) => {
    questions.push(question);
    respond(question, (packet) => {
      socket.send(packet, port, address);
    });
  });
  socket.bind(0, type === 'udp4' ? '127.0.0.1' : '::1');
  await once(socket, 'listening');
  endOf(t).defer(() => {
    socket.close();
  });
  return { host: socket.address().address, port: socket.address().port, questions };
}

const right: Respond = (question, respond) => {
  respond(ntpAnswer(question));
};
const wrong =
  (offBy: number): Respond =>
  (question, respond) => {
    respond(ntpAnswer(question, offBy));
  };
const changed =
  (change: (packet: Buffer) => void): Respond =>
  (question, respond) => {
    respond(ntpAnswer(question, 0, change));
  };
const silent: Respond = () => undefined;

function client(servers: readonly NtpServer[], isHere: (address: string) => boolean = () => false): Sntp {
  return new Sntp({
    servers,
    monotonicMs: () => performance.now(),
    resolve: (host) => Promise.resolve([host]),
    isHere,
    createSocket: (type) => createSocket(type),
    randomBytes,
    sleep: (ms, signal) => pause(ms, undefined, { signal }).catch(() => undefined),
  });
}

const look = (sntp: Sntp): Promise<Evidence | undefined> => sntp.look(new AbortController().signal);

function assertRight(evidence: Evidence | undefined): void {
  assert.ok(evidence !== undefined);
  const off = Math.abs(evidence.offsetMs - (Date.now() - performance.now()));
  assert.ok(off <= evidence.errorMs + 5, `off by ${String(off)}, said ${String(evidence.errorMs)}`);
}

test('a server’s time is had within what is said of it, by IPv4 and IPv6', async (t) => {
  assertRight(await look(client([await serving(t, right)])));
  assertRight(await look(client([await serving(t, right, 'udp6')])));
});

test('a server on this host is not even asked', async (t) => {
  const server = await serving(t, right);
  assert.equal(await look(client([server], (address) => address === '127.0.0.1')), undefined);
  assert.deepEqual(server.questions, []);
});

test('each question has another nonce and carries no time of ours', async (t) => {
  const server = await serving(t, right);
  const sntp = client([server]);
  await look(sntp);
  await look(sntp);
  const [first, second] = server.questions.map((question) => question.toString('hex', 40));
  assert.notEqual(first, second);
  for (const question of server.questions) assert.deepEqual(question.subarray(1, 40), Buffer.alloc(39));
});

test('two servers that differ prove nothing, and a third decides', async (t) => {
  const [one, another, ahead] = [
    await serving(t, right),
    await serving(t, right),
    await serving(t, wrong(hour)),
  ];
  assert.equal(await look(client([one, ahead])), undefined);
  assertRight(await look(client([one, ahead, another])));
});

test('two names of one server are one voice', async (t) => {
  const [one, ahead] = [await serving(t, right), await serving(t, wrong(hour))];
  await look(client([ahead, ahead, one]));
  assert.equal(ahead.questions.length, 1);
  assert.equal(await look(client([ahead, ahead, one])), undefined);
});

test('what is no answer of a synchronised server counts for nothing', async (t) => {
  const table: [name: string, respond: Respond][] = [
    [
      'short',
      (question, respond) => {
        respond(ntpAnswer(question).subarray(0, 47));
      },
    ],
    [
      'empty',
      (_, respond) => {
        respond(Buffer.alloc(0));
      },
    ],
    ['another origin', changed((packet) => (packet[24] = (packet[24] ?? 0) ^ 1))],
    ['mode 3', changed((packet) => (packet[0] = 0x23))],
    ['stratum 16', changed((packet) => (packet[1] = 16))],
    ['leap 3', changed((packet) => (packet[0] = 0xe4))],
    ['silence', silent],
    [
      'random bytes',
      (_, respond) => {
        for (let i = 0; i < 500; i++) respond(randomBytes(i % 100));
      },
    ],
  ];
  await Promise.all(
    table.map(async ([name, respond]) => {
      assert.equal(await look(client([await serving(t, respond)])), undefined, name);
    }),
  );
});

test('forged answers before the right one do not keep it from being heard', async (t) => {
  const server = await serving(t, (question, respond) => {
    respond(ntpAnswer(question, hour, (packet) => randomBytes(8).copy(packet, 24)));
    respond(randomBytes(48));
    respond(ntpAnswer(question));
  });
  assertRight(await look(client([server])));
});

test('a server that asks to be left alone is', async (t) => {
  const kiss = (word: string): Respond =>
    changed((packet) => {
      packet[1] = 0;
      packet.write(word, 12, 'latin1');
    });
  for (const word of ['RATE', 'DENY']) {
    const server = await serving(t, kiss(word));
    const sntp = client([server]);
    assert.equal(await look(sntp), undefined);
    assert.equal(await look(sntp), undefined);
    assert.equal(server.questions.length, 1, word);
  }
});

test('nobody there, and no such network, are no time and no fault', async (t) => {
  const server = await serving(t, right);
  assertRight(
    await look(client([{ host: '127.0.0.1', port: 9 }, { host: '2001:db8::1', port: 123 }, server])),
  );
  assert.equal(await look(client([])), undefined);
});

test('a slow answer is refused, and one that was slow on either way says so', async (t) => {
  const slow =
    (questionMs: number, answerMs: number): Respond =>
    (question, respond) => {
      const later = (ms: number, what: () => void): void => {
        const timer = setTimeout(what, ms);
        endOf(t).defer(() => {
          clearTimeout(timer);
        });
      };
      later(questionMs, () => {
        const packet = ntpAnswer(question);
        later(answerMs, () => {
          respond(packet);
        });
      });
    };
  for (const respond of [slow(300, 0), slow(0, 300)]) {
    const evidence = await look(client([await serving(t, respond)]));
    assertRight(evidence);
    assert.ok((evidence?.errorMs ?? 0) >= 145);
  }
  assert.equal(await look(client([await serving(t, slow(0, 1500))])), undefined);
});

test('a look that is stopped leaves nothing open', async (t) => {
  const server = await serving(t, silent);
  const stop = new AbortController();
  const looking = client([server]).look(stop.signal);
  stop.abort();
  assert.equal(await looking, undefined);
});
