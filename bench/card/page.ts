/** What a browser spends on a page, as its own protocol tells it. */
import type { CDPSession, Page } from '@climat-guardian/suite/processes/browser';

export interface Spent {
  readonly scriptMs: number;
  readonly bytes: number;
  readonly messages: number;
  readonly longTasks: number;
}

/** Nothing more is going on: no script for that long. */
const QUIET_MS = 500;
const LOOK_MS = 100;
/** Of Home Assistant itself, e.g. its clock. */
const IDLE_SCRIPT_MS = 2;

export class MeasuredPage {
  readonly #page: Page;
  readonly #session: CDPSession;
  #bytes = 0;
  #messages = 0;

  private constructor(page: Page, session: CDPSession) {
    this.#page = page;
    this.#session = session;
    session.on('Network.loadingFinished', ({ encodedDataLength }) => (this.#bytes += encodedDataLength));
    session.on('Network.webSocketFrameReceived', () => (this.#messages += 1));
    session.on('Network.webSocketFrameSent', () => (this.#messages += 1));
  }

  static async of(page: Page): Promise<MeasuredPage> {
    const session = await page.context().newCDPSession(page);
    await session.send('Performance.enable');
    await session.send('Network.enable');
    await page.addInitScript(
      "window.longTasks = 0; new PerformanceObserver((list) => { window.longTasks += list.getEntries().length; }).observe({ type: 'longtask' });",
    );
    return new MeasuredPage(page, session);
  }

  /** @returns what was spent from the first of it until the page was quiet again. */
  async spent(does: () => Promise<unknown>): Promise<Spent> {
    const [script, bytes, messages] = [await this.#scriptMs(), this.#bytes, this.#messages];
    const tasks = await this.#longTasks();
    await does();
    await this.quiet();
    return {
      scriptMs: (await this.#scriptMs()) - script,
      bytes: this.#bytes - bytes,
      messages: this.#messages - messages,
      longTasks: (await this.#longTasks()) - tasks,
    };
  }

  async quiet(): Promise<void> {
    let before = await this.#scriptMs();
    for (let quietMs = 0; quietMs < QUIET_MS;) {
      await this.#page.waitForTimeout(LOOK_MS);
      const now = await this.#scriptMs();
      quietMs = now - before < IDLE_SCRIPT_MS ? quietMs + LOOK_MS : 0;
      before = now;
    }
  }

  /** Of what is still in use. */
  async heapMb(): Promise<number> {
    await this.#session.send('HeapProfiler.collectGarbage');
    await this.#session.send('HeapProfiler.collectGarbage');
    return (await this.#metric('JSHeapUsedSize')) / 2 ** 20;
  }

  async #scriptMs(): Promise<number> {
    return (await this.#metric('ScriptDuration')) * 1000;
  }

  async #metric(name: string): Promise<number> {
    const { metrics } = await this.#session.send('Performance.getMetrics');
    return metrics.find((metric) => metric.name === name)?.value ?? NaN;
  }

  async #longTasks(): Promise<number> {
    return Number(await this.#page.evaluate('window.longTasks ?? 0'));
  }
}
