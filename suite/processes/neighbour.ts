/**
 * Another computer at the other end of a cable, made of a network namespace. It has no name and lives as long as the
 * process that holds it, so nothing is left behind.
 */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { networkInterfaces } from 'node:os';
import { promisify } from 'node:util';

export interface Neighbour extends AsyncDisposable {
  readonly address: string;
  /** Of this computer on the same cable. */
  readonly ours: string;
  /** The command that runs a program there, with this computer's files. */
  readonly on: (program: string, args: readonly string[]) => readonly [string, readonly string[]];
}

const ours = '10.77.0.1';
const address = '10.77.0.2';
const cable = 'neighbour0';
/** Where all mDNS of IPv4 goes. */
const mdnsGroup = '224.0.0.251';

export async function startNeighbour(): Promise<Neighbour> {
  if (Object.keys(networkInterfaces()).some((name) => name !== 'lo'))
    throw new Error('this computer has a network of its own: run this test by `npm test -- --only e2e`');
  const holder = spawn('unshare', ['--net', 'sh', '-c', 'ip link set lo up && echo ready && exec cat'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const closed = once(holder, 'close');
  await using end = new AsyncDisposableStack();
  end.defer(async () => {
    holder.stdin.end();
    await closed;
  });
  const isReady = await Promise.race([
    once(holder.stdout, 'data').then(() => true),
    closed.then(() => false),
  ]);
  if (!isReady) throw new Error('no network namespace can be made');
  const namespace = String(holder.pid);
  const on: Neighbour['on'] = (program, args) => [
    'nsenter',
    [`--net=/proc/${namespace}/ns/net`, program, ...args],
  ];
  const ip = (...args: readonly string[]) => promisify(execFile)('ip', args);
  const ipThere = (...args: readonly string[]) => promisify(execFile)(...on('ip', args));

  await ip(...['link', 'add', cable, 'type', 'veth', 'peer', 'name', 'home0', 'netns', namespace]);
  for (const [run, name, own] of [
    [ip, cable, ours],
    [ipThere, 'home0', address],
  ] as const) {
    // IPv4 alone: an address of IPv6 would take seconds to be sure that nobody else has it.
    await run('link', 'set', name, 'addrgenmode', 'none', 'up');
    await run('addr', 'add', `${own}/24`, 'dev', name);
    // Of several interfaces, this one speaks mDNS; the route goes with the cable.
    await run('route', 'add', `${mdnsGroup}/32`, 'dev', name);
  }
  const all = end.move();
  return { address, ours, on, [Symbol.asyncDispose]: () => all.disposeAsync() };
}
