/**
 * A witness: posts readings, many at once, writes down each before it is sent, and each that was acknowledged.
 *
 * usage: sender.ts URL TOKENS LOG. TOKENS is a JSON file with a token for each device.
 * Its log: `sent LIFE µs DEVICE AT`, `acknowledged LIFE µs DEVICE AT`, `refused LIFE STATUS BODY`.
 * On standard output `enough N` once life N has acknowledged as many readings as it must, and `idle N` after `over N`.
 */
import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { bodyOf, deviceCount, postOf, quantities, type Post } from './posts.ts';
import { logTo, microseconds, onOrders } from './witness.ts';

const [url = '', tokensFile = '', log = ''] = process.argv.slice(2);
const tokens = JSON.parse(readFileSync(tokensFile, 'utf8')) as string[];
const write = logTo(log);

const connections = 64;
const enough = 1000;

/** How many posts each device has made. */
const made = new Array<number>(deviceCount).fill(0);
/** Not acknowledged in an earlier life: sent once more, as a device does that got no answer. */
let again: Post[] = [];
let turn = 0;

function next(): Post {
  const repeated = again.pop();
  if (repeated) return repeated;
  const device = turn++ % deviceCount;
  const i = made[device] ?? 0;
  made[device] = i + 1;
  return postOf(device, i);
}

/** @returns the status; undefined where no answer came. */
function send(post: Post, agent: Agent): Promise<{ status: number; body: string } | undefined> {
  return new Promise((resolve) => {
    const body = bodyOf(post);
    const sending = request(new URL('api/v1/readings', url), {
      agent,
      method: 'POST',
      headers: {
        authorization: `Bearer ${tokens[post.device] ?? ''}`,
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
      },
    });
    sending.on('response', (answer) => {
      let said = '';
      answer.on('data', (chunk: Buffer) => (said += chunk.toString()));
      // Only a whole answer counts.
      answer.on('end', () => {
        resolve({ status: answer.statusCode ?? 0, body: said });
      });
      answer.on('error', () => {
        resolve(undefined);
      });
    });
    sending.on('error', () => {
      resolve(undefined);
    });
    sending.end(body);
  });
}

class Life {
  readonly #n: number;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: connections });
  readonly #done: Promise<unknown>;
  #acknowledged = 0;
  #isOver = false;
  readonly #unanswered: Post[] = [];

  constructor(n: number) {
    this.#n = n;
    this.#done = this.#live();
  }

  async over(): Promise<void> {
    this.#isOver = true;
    this.#agent.destroy();
    await this.#done;
    // Some of these are in the store, and must not get there twice; the others are never sent again.
    again = this.#unanswered.filter((_, i) => i % 2 === 0);
  }

  async #live(): Promise<void> {
    // A device of its own each, before the crowd: so that what waits for a device to be registered is not many.
    if (this.#n === 0) for (let device = 0; device < deviceCount; device++) await this.#post();
    await Promise.all(
      Array.from({ length: connections }, async () => {
        while (await this.#post());
      }),
    );
  }

  /** @returns whether to go on. */
  async #post(): Promise<boolean> {
    if (this.#isOver) return false;
    const post = next();
    const { device, at } = post;
    write('sent', this.#n, microseconds(), device, at);
    const answer = await send(post, this.#agent);
    if (answer === undefined) {
      this.#unanswered.push(post);
      return false;
    }
    if (answer.status < 200 || answer.status > 299) {
      write('refused', this.#n, answer.status, answer.body);
      this.#unanswered.push(post);
      return true;
    }
    write('acknowledged', this.#n, microseconds(), device, at);
    const before = this.#acknowledged;
    this.#acknowledged += quantities.length;
    if (before < enough && this.#acknowledged >= enough) console.log(`enough ${String(this.#n)}`);
    return true;
  }
}

let life: Life | undefined;
onOrders((word, n) => {
  if (word === 'life') life = new Life(n);
  else {
    void life?.over().then(() => {
      console.log(`idle ${String(n)}`);
    });
  }
});
console.log('ready');
