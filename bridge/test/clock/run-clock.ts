/**
 * The bridge's clock on a computer whose own clock is off by so many ms, and that no time daemon sets. Arguments: that,
 * NTP servers, URLs, each list with commas. A line of input sets the computer's clock by so many ms.
 */
import { createInterface } from 'node:readline';
import { thisHost } from '../../src/clock/host.ts';
import { makeClock } from '../../src/clock/make-clock.ts';

export type ClockSaid =
  | { readonly offset: number; readonly now: number; readonly monotonic: number; readonly accuracy: number }
  | { readonly step: number; readonly now: number; readonly monotonic: number }
  | { readonly log: string };

const [offByText, servers = '', urls = ''] = process.argv.slice(2);
let offBy = Number(offByText);
const say = (what: ClockSaid): void => {
  console.log(JSON.stringify(what));
};

const clock = makeClock({
  trust: 'auto',
  servers: servers.split(',').filter((server) => server !== ''),
  urls: urls.split(',').flatMap((url) => (url === '' ? [] : [new URL(url)])),
  log(log) {
    say({ log });
  },
  host: { ...thisHost(), wallMs: () => Date.now() + offBy },
  daemon: { modifiedAt: () => Promise.resolve(undefined), run: () => Promise.resolve(undefined) },
  isContained: false,
});
clock.onTrust((offset) => {
  say({ offset, now: clock.now(), monotonic: clock.monotonic(), accuracy: clock.accuracyMs() });
});
clock.onStep((step) => {
  say({ step, now: clock.now(), monotonic: clock.monotonic() });
});

clock.start({ floorMs: 0 });

const lines = createInterface({ input: process.stdin });
lines.on('line', (line) => {
  offBy += Number(line);
});
lines.once('close', () => {
  void clock[Symbol.asyncDispose]();
});
