/** HTTP byte by byte, for what no client library would send. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

export interface RawAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
}

/** @param url of the bridge. */
export async function connected(url: string): Promise<Socket> {
  const socket = connect(Number(new URL(url).port), new URL(url).hostname);
  await once(socket, 'connect');
  // What the bridge does with the connection is for the test to see, not for Node to throw.
  socket.on('error', () => undefined);
  return socket;
}

/** Sends it and waits for so many answers, or for the end of the connection. */
export async function exchange(url: string, sent: string | Uint8Array, count = 1): Promise<RawAnswer[]> {
  const socket = await connected(url);
  socket.write(sent);
  return answersOn(socket, count);
}

/** So many answers, or those before the connection's end, which it then is. */
export async function answersOn(socket: Socket, count = 1): Promise<RawAnswer[]> {
  let pending = Buffer.alloc(0);
  const answers: RawAnswer[] = [];
  const ended = new Promise((resolve) => socket.once('close', resolve));
  socket.on('data', (bytes: Buffer) => {
    pending = Buffer.concat([pending, bytes]);
    for (let next = firstIn(pending); next !== undefined; next = firstIn(pending)) {
      pending = pending.subarray(next.length);
      answers.push(next.answer);
    }
    if (answers.length >= count) socket.destroy();
  });
  await ended;
  return answers;
}

/** @returns undefined while it is not all there. */
function firstIn(bytes: Buffer): { answer: RawAnswer; length: number } | undefined {
  const end = bytes.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const [first = '', ...lines] = bytes.subarray(0, end).toString('latin1').split('\r\n');
  const headers = new Map(
    lines.map((line) => {
      const [name = '', ...value] = line.split(':');
      return [name.toLowerCase(), value.join(':').trim()];
    }),
  );
  const length = end + 4 + Number(headers.get('content-length') ?? 0);
  if (bytes.length < length) return undefined;
  const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(first)?.[1]);
  return { answer: { status, headers, body: bytes.subarray(end + 4, length).toString() }, length };
}

/** That it is a problem, as the API promises. @returns its code. */
export function problemCode({ status, headers, body }: RawAnswer): string {
  assert.match(headers.get('content-type') ?? '', /^application\/problem\+json/, `${String(status)} ${body}`);
  const problem = JSON.parse(body) as { status: number; code: string; title: string; detail: string };
  assert.equal(problem.status, status);
  for (const words of [problem.title, problem.detail]) assert.ok(words.length > 3, body);
  return problem.code;
}
