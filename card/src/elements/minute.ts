import type { ReactiveController, ReactiveControllerHost } from 'lit';

const MINUTE_MS = 60_000;

/**
 * A wall tablet is open for months: its host is rendered again each minute, so that ages and "today" stay true. Only
 * while somebody may be looking; then at once.
 */
export class Minute implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #stepMs: number;
  #now = fullMinute();
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(host: ReactiveControllerHost, stepMs = MINUTE_MS) {
    this.#host = host;
    this.#stepMs = stepMs;
    host.addController(this);
  }

  /** ms since 1970, at a full minute. It moves on with the steps alone: a reading between them redraws its room only. */
  get now(): number {
    return this.#now;
  }

  hostConnected(): void {
    document.addEventListener('visibilitychange', this.#look);
    this.#look();
  }

  hostDisconnected(): void {
    document.removeEventListener('visibilitychange', this.#look);
    clearInterval(this.#timer);
  }

  readonly #look = (): void => {
    clearInterval(this.#timer);
    if (document.hidden) return;
    this.#tick();
    this.#timer = setInterval(this.#tick, this.#stepMs);
  };

  readonly #tick = (): void => {
    this.#now = fullMinute();
    this.#host.requestUpdate();
  };
}

const fullMinute = (): number => Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS;
