/** reference_client.py as seen from a test: what ESPHome's own client reads of a device, line by line. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { esphomePython } from '../../suite/needs/esphome.ts';

interface DeviceLine {
  readonly type: 'device';
  readonly name: string;
  readonly friendly_name: string;
  readonly area: string;
  readonly mac: string;
  readonly encrypted: boolean;
  readonly version: string;
}

export interface EntityLine {
  readonly type: 'entity';
  readonly entity: string;
  readonly name: string;
  readonly diagnostic: boolean;
  readonly device_class: string | null;
  readonly unit: string | null;
  readonly decimals: number | null;
}

interface StateLine {
  readonly type: 'state';
  readonly entity: string;
  /** Nothing was measured yet. */
  readonly missing: boolean;
  /** `null` where missing, or no number (NaN). */
  readonly value: number | string | null;
}

interface DisconnectedLine {
  readonly type: 'disconnected';
  /** The device has said good-bye. */
  readonly expected: boolean;
}

interface ErrorLine {
  readonly type: 'error';
  /** The name of aioesphomeapi's exception. */
  readonly error: string;
  readonly message: string;
}

type Line = DeviceLine | EntityLine | StateLine | DisconnectedLine | ErrorLine;

interface ReferenceClient extends AsyncDisposable {
  /** The next line of this type for which `matches` holds; those before it are passed over. */
  next<T extends Line['type']>(type: T, matches?: (line: LineOf<T>) => boolean): Promise<LineOf<T>>;
}

type LineOf<T extends Line['type']> = Extract<Line, { type: T }>;

const program = fileURLToPath(new URL('reference_client.py', import.meta.url));
/** The client's whole life; what has not come until then does not come. */
const deadlineMs = 60_000;

export function connectReference(options: { port: number; address?: string; key?: string }): ReferenceClient {
  const args = [program, String(options.port)];
  if (options.address !== undefined) args.push('--address', options.address);
  if (options.key !== undefined) args.push('--key', options.key);
  const child = spawn(esphomePython(), args, { stdio: ['ignore', 'pipe', 'pipe'], timeout: deadlineMs });
  const closed = once(child, 'close');
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();

  return {
    async next(type, matches = () => true) {
      for (;;) {
        const text = await lines.next();
        if (text.done === true) throw new Error(`no "${type}" came from the device:\n${errors}`);
        const line = JSON.parse(text.value) as Line;
        if (isOf(line, type) && matches(line)) return line;
        if (line.type === 'error') throw new Error(`${line.error}: ${line.message}`);
      }
    },
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL');
      await closed;
    },
  };
}

function isOf<T extends Line['type']>(line: Line, type: T): line is LineOf<T> {
  return line.type === type;
}
