/** The past of a room over whatever was there: a native dialog, that keeps the focus and gives it back. */
import { consume } from '@lit/context';
import { html, LitElement, type PropertyValues, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import { localeContext } from '../elements/contexts.ts';
import { theme } from '../elements/theme.ts';
import { ENGLISH, type Locale } from '../i18n/locale.ts';
import type { Room } from '../rooms/room.ts';
import { dialogStyles } from './climat-guardian-history-dialog.styles.ts';
import type { CsvQuestion } from './history-controls.ts';
import type { PastSource } from './past-source.ts';

/** A minute of the clock is what the shortest view shows. */
const TICK = 10_000;

export class ClimatGuardianHistoryDialog extends LitElement {
  static override styles = [theme, dialogStyles];

  /** The room whose past is shown first; null: closed. */
  @property({ attribute: false }) accessor roomId: string | null = null;
  @property({ attribute: false }) accessor rooms: readonly Room[] = [];
  @property({ attribute: false }) accessor source: PastSource | null = null;
  @property({ attribute: false }) accessor csvHref: ((question: CsvQuestion) => string) | null = null;
  @property({ type: Boolean }) accessor heatMap = false;
  @property({ attribute: false }) accessor now = Date.now();

  @consume({ context: localeContext, subscribe: true })
  @property({ attribute: false })
  accessor locale: Locale = ENGLISH;

  /** The same list as long as it is the same room: a new one would choose it again. */
  private selected: readonly string[] = [];
  private opener: Element | null = null;
  private timer: ReturnType<typeof setInterval> | undefined;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.timer);
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('roomId')) return;
    this.selected = this.roomId === null ? [] : [this.roomId];
    this.now = Date.now();
  }

  override render(): TemplateResult {
    const { locale, roomId, rooms } = this;
    const isOpen = roomId !== null;
    return html`<dialog aria-labelledby="title" @close=${this.onClose} @click=${this.onClick}>
      ${
        isOpen
          ? html`<div class="inside">
              <header>
                <h1 id="title">
                  ${locale.text('history.title')}<span class="room"
                    >${rooms.find(({ id }) => id === roomId)?.name ?? roomId}</span
                  >
                </h1>
                <button aria-label=${locale.text('history.close')} @click=${this.close}>×</button>
              </header>
              <climat-guardian-history
                .rooms=${rooms}
                .selected=${this.selected}
                .source=${this.source}
                .now=${this.now}
                .csvHref=${this.csvHref}
                .heatMap=${this.heatMap}
                .locale=${locale}
              ></climat-guardian-history>
            </div>`
          : html`<h1 id="title" class="spoken">${locale.text('history.title')}</h1>`
      }
    </dialog>`;
  }

  override updated(changed: PropertyValues<this>): void {
    if (!changed.has('roomId')) return;
    const { dialog } = this;
    if (this.roomId === null) {
      if (dialog?.open === true) dialog.close();
    } else if (dialog?.open === false) this.open(dialog);
  }

  close = (): void => {
    this.dialog?.close();
  };

  private get dialog(): HTMLDialogElement | null {
    return this.renderRoot.querySelector('dialog');
  }

  private open(dialog: HTMLDialogElement): void {
    this.opener = focused(document);
    this.timer = setInterval(() => {
      this.now = Date.now();
    }, TICK);
    dialog.showModal();
  }

  private readonly onClose = (): void => {
    clearInterval(this.timer);
    this.roomId = null;
    // Browsers give it back to an element of the same tree only.
    if (this.opener instanceof HTMLElement) this.opener.focus();
    this.opener = null;
    this.dispatchEvent(new HistoryClosedEvent());
  };

  /** Beside it. */
  private readonly onClick = ({ target }: Event): void => {
    if (target === this.dialog) this.close();
  };
}

/** The innermost, through shadow roots. */
function focused(root: DocumentOrShadowRoot): Element | null {
  const { activeElement } = root;
  return activeElement?.shadowRoot ? (focused(activeElement.shadowRoot) ?? activeElement) : activeElement;
}

/** The dialog was closed, by whatever means. */
export class HistoryClosedEvent extends Event {
  static readonly type = 'climat-guardian-history-closed';

  constructor() {
    super(HistoryClosedEvent.type);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'climat-guardian-history-dialog': ClimatGuardianHistoryDialog;
  }
  interface GlobalEventHandlersEventMap {
    'climat-guardian-history-closed': HistoryClosedEvent;
  }
}
