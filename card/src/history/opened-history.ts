/**
 * The history over a card or a page: its elements are loaded when it is first opened, and where they cannot be, that is
 * said. Runs before they are loaded.
 */
import { html, nothing, type ReactiveControllerHost, type TemplateResult } from 'lit';
import type { Locale } from '../i18n/locale.ts';
import type { Room } from '../rooms/room.ts';
import type { CsvQuestion } from './history-controls.ts';
import { HistoryNotLoaded, loadHistory } from './open-history.ts';
import type { PastSource } from './past-source.ts';

export interface HistoryOf {
  readonly rooms: readonly Room[];
  readonly source: PastSource | null;
  readonly locale: Locale;
  /** Where what is shown is a table to be kept. */
  readonly csvHref?: (question: CsvQuestion) => string;
}

export class OpenedHistory {
  readonly #host: ReactiveControllerHost;
  readonly #load: () => Promise<void>;
  #roomId: string | null = null;
  #problem: HistoryNotLoaded['reason'] | null = null;
  #isLoaded = false;

  constructor(host: ReactiveControllerHost, load: () => Promise<void> = loadHistory) {
    this.#host = host;
    this.#load = load;
  }

  open(roomId: string): void {
    this.#roomId = roomId;
    this.#problem = null;
    this.#host.requestUpdate();
    if (!this.#isLoaded) void this.#fetch();
  }

  render({ rooms, source, locale, csvHref }: HistoryOf): TemplateResult | typeof nothing {
    if (this.#problem !== null) return this.#notice(this.#problem, locale);
    if (!this.#isLoaded || source === null) return nothing;
    return html`<climat-guardian-history-dialog
      .roomId=${this.#roomId}
      .rooms=${rooms}
      .source=${source}
      .csvHref=${csvHref ?? null}
      .locale=${locale}
      @climat-guardian-history-closed=${this.#closed}
    ></climat-guardian-history-dialog>`;
  }

  async #fetch(): Promise<void> {
    try {
      await this.#load();
      this.#isLoaded = true;
    } catch (error) {
      if (!(error instanceof HistoryNotLoaded)) throw error;
      this.#problem = error.reason;
    }
    this.#host.requestUpdate();
  }

  #notice(problem: HistoryNotLoaded['reason'], { text }: Locale): TemplateResult {
    return problem === 'updated'
      ? html`<p class="history-problem" role="alert">
          <button @click=${reload}>${text('history.updated')}</button>
        </p>`
      : html`<p class="history-problem" role="alert">
          ${text('history.fault.unreachable')}
          <button @click=${this.#again}>${text('history.retry')}</button>
        </p>`;
  }

  readonly #again = (): void => {
    if (this.#roomId !== null) this.open(this.#roomId);
  };

  readonly #closed = (): void => {
    this.#roomId = null;
    this.#host.requestUpdate();
  };
}

function reload(): void {
  location.reload();
}
