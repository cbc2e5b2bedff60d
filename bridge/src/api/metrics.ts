/** What Prometheus is told, under its conventions: base units, counts that end in `_total`, labels of few values. */
import type { FastifyInstance } from 'fastify';
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { isStream } from './readers.ts';

const prefix = 'climat_guardian_';
/** A commit on an SD card takes from a millisecond to seconds. */
const diskBuckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const httpBuckets = [0.001, 0.005, 0.025, 0.1, 0.25, 0.5, 1, 2.5, 10];
/** prom-client's own, which end in `_total` and are no counters; the same is in others without it. */
const misnamed = [
  'nodejs_active_handles_total',
  'nodejs_active_requests_total',
  'nodejs_active_resources_total',
];

/** What the writer's thread is asked, by the words in which an operator would. */
const operations: Readonly<Record<string, string>> = {
  append: 'commit',
  fold: 'fold',
  retain: 'retain',
  verify: 'verify',
  register: 'register',
  release: 'release',
  next: 'read_for_sink',
  settle: 'settle_sink',
};

/** One name with all its values, as they are at the moment. */
export interface Family {
  readonly name: string;
  readonly help: string;
  readonly labels?: readonly string[];
  /** The values of the labels in their order, and the number. */
  readonly values: readonly (readonly [...labels: string[], value: number])[];
}

export class Metrics {
  readonly #registry = new Registry();
  readonly #http: Histogram<'method' | 'route' | 'status'>;
  readonly #store: Histogram<'operation'>;

  constructor() {
    const registers = [this.#registry];
    collectDefaultMetrics({ register: this.#registry, eventLoopMonitoringPrecision: 20 });
    for (const name of misnamed) this.#registry.removeSingleMetric(name);
    this.#http = new Histogram({
      name: `${prefix}http_request_duration_seconds`,
      help: 'From the arrival of a request to the end of its answer; live streams are not counted.',
      labelNames: ['method', 'route', 'status'],
      buckets: httpBuckets,
      registers,
    });
    this.#store = new Histogram({
      name: `${prefix}store_operation_duration_seconds`,
      help: 'What the thread that writes the store was asked, from asking to its answer.',
      labelNames: ['operation'],
      buckets: diskBuckets,
      registers,
    });
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  readonly storeCall = (name: string, seconds: number): void => {
    this.#store.observe({ operation: operations[name] ?? 'other' }, seconds);
  };

  /** To be called before the routes are registered. */
  watch(app: FastifyInstance): void {
    app.addHook('onResponse', (request, { statusCode, elapsedTime }, done) => {
      // The route's pattern: what is asked for is whatever a stranger thinks of.
      const route = request.routeOptions.url ?? 'none';
      if (!isStream(route)) {
        const method = route === 'none' ? 'other' : request.method;
        this.#http.observe({ method, route, status: String(statusCode) }, elapsedTime / 1000);
      }
      done();
    });
  }

  /** @param families what is asked for anew each time. */
  async text(families: readonly Family[]): Promise<string> {
    const momentary = new Registry();
    for (const { name, help, labels = [], values } of families) {
      const gauge = new Gauge({
        name: `${prefix}${name}`,
        help,
        labelNames: [...labels],
        registers: [momentary],
      });
      for (const entry of values) {
        const value = entry.at(-1);
        const labelled = Object.fromEntries(labels.map((label, n) => [label, String(entry[n])]));
        if (typeof value === 'number') gauge.set(labelled, value);
      }
    }
    return typed(await momentary.metrics()) + (await this.#registry.metrics());
  }
}

/** Counts are kept where they arise, and prom-client's counters cannot be set; the name says what they are. */
function typed(text: string): string {
  return text.replaceAll(/^# TYPE (\S+_total) gauge$/gm, '# TYPE $1 counter');
}
