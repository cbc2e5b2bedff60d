/** Our browser, as a process that a test can put into a network: a line of JSON for each event. */
import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import { Browser } from '../../src/mdns/browser.ts';

export interface SeenEvent {
  readonly seen: string;
  readonly addresses: readonly string[];
  readonly port: number;
  readonly txt: Readonly<Record<string, string>>;
}

export type BrowserEvent =
  | SeenEvent
  | { readonly gone: string }
  | { readonly log: string }
  | { readonly connected: string }
  | { readonly memory: number };

const say = (event: BrowserEvent): void => {
  console.log(JSON.stringify(event));
};

const browser = new Browser({
  type: '_esphomelib._tcp',
  reach: 'network',
  onSeen({ name, addresses, port, txt }) {
    say({ seen: name, addresses, port, txt: Object.fromEntries(txt) });
  },
  onGone({ name }) {
    say({ gone: name });
  },
  log(message) {
    say({ log: message });
  },
});

// A line is `memory`, or a host and a port to connect to.
const lines = createInterface({ input: process.stdin });
lines.on('line', (line) => {
  if (line === 'memory') {
    say({ memory: process.memoryUsage().rss });
    return;
  }
  const [host = '', port = ''] = line.split(' ');
  const socket = connect(Number(port), host);
  socket.once('connect', () => {
    say({ connected: host });
    socket.destroy();
  });
  socket.once('error', (error) => {
    say({ log: String(error) });
  });
});
lines.once('close', () => {
  browser[Symbol.dispose]();
});
