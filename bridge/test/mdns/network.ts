/**
 * Two hosts and the cables between them, made of network namespaces: `house` is where we browse, `devices` where
 * devices announce. A namespace has no name and lives as long as the process that holds it, so nothing is left behind.
 */
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { promisify } from 'node:util';

export type Side = 'house' | 'devices';

export class TestNetwork implements AsyncDisposable {
  readonly #holders: Readonly<Record<Side, ChildProcess>>;

  private constructor(holders: Readonly<Record<Side, ChildProcess>>) {
    this.#holders = holders;
  }

  static async make(): Promise<TestNetwork> {
    const [house, devices] = await Promise.all([hold(), hold()]);
    return new TestNetwork({ house, devices });
  }

  /** A cable: `house0` and `devices0` at its ends for number 0, without any address yet. */
  async lay(number: number): Promise<void> {
    const [house, devices] = [`house${String(number)}`, `devices${String(number)}`];
    const peer = ['peer', 'name', devices, 'netns', String(this.#holders.devices.pid)];
    await this.ip(
      'house',
      'link',
      'add',
      house,
      'address',
      `02:00:00:00:00:0${String(number)}`,
      'type',
      'veth',
      ...peer,
    );
    for (const [side, name] of [
      ['house', house],
      ['devices', devices],
    ] as const) {
      // Only the addresses that a test gives.
      await this.ip(side, 'link', 'set', name, 'addrgenmode', 'none', 'up');
      // A packet is ours to ignore, not the kernel's.
      for (const whose of ['all', name]) {
        await this.run(side, 'sh', '-c', `echo 0 > /proc/sys/net/ipv4/conf/${whose}/rp_filter`);
      }
    }
  }

  /** The command that runs a program on that side. */
  on(side: Side, program: string, ...args: readonly string[]): [string, string[]] {
    return ['nsenter', [`--net=/proc/${String(this.#holders[side].pid)}/ns/net`, program, ...args]];
  }

  async run(side: Side, program: string, ...args: readonly string[]): Promise<string> {
    const { stdout } = await promisify(execFile)(...this.on(side, program, ...args));
    return stdout;
  }

  ip(side: Side, ...args: readonly string[]): Promise<string> {
    return this.run(side, 'ip', ...args);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(
      Object.values(this.#holders).map(async (holder) => {
        const closed = once(holder, 'close');
        holder.stdin?.end();
        await closed;
      }),
    );
  }
}

/** A process in a namespace of its own, which ends with its input, and so with this process at the latest. */
async function hold(): Promise<ChildProcess> {
  const holder = spawn('unshare', ['--net', 'sh', '-c', 'ip link set lo up && echo ready && exec cat'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ready = await Promise.race([
    once(holder.stdout, 'data').then(() => true),
    once(holder, 'close').then(() => false),
  ]);
  if (!ready) throw new Error('no network namespace can be made: run this test by `npm test -- --only mdns`');
  return holder;
}
