/** One room as a tile. Shows what it is given and nothing else: no value is a dash, an old one is called old. */
import { consume } from '@lit/context';
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import { describeSilence } from '../i18n/describe-silence.ts';
import { createLocale, type Formatted, type Locale } from '../i18n/locale.ts';
import type { Room, Silence } from '../rooms/room.ts';
import { warmthOf } from '../rooms/warmth.ts';
import { tileStyles } from './climat-guardian-room.styles.ts';
import { localeContext } from './contexts.ts';
import { dropIcon, silentIcon, waitingIcon } from './icons.ts';
import { theme } from './theme.ts';

export class ClimatGuardianRoom extends LitElement {
  static override styles = [theme, tileStyles];

  @property({ attribute: false }) accessor room: Room | null = null;
  /** The source is gone: the values are the last ones, though the room itself may be well. */
  @property({ type: Boolean }) accessor stale = false;
  /** Whether a tap leads anywhere. */
  @property({ type: Boolean }) accessor selectable = false;
  /** `Locale.day` of now; without it every time is shown with its date. */
  @property() accessor today = '';

  @consume({ context: localeContext, subscribe: true })
  @property({ attribute: false })
  accessor locale: Locale = createLocale({ language: 'en' });

  override render(): TemplateResult | typeof nothing {
    const { room, locale } = this;
    if (room === null) return nothing;
    const { temperature, humidity, silent } = room;
    const present = silent === null && !this.stale;
    const warmth = present && temperature ? warmthOf(temperature) : null;
    return html`<article class="tile ${present ? '' : 'past'} ${warmth ?? ''}">
      <header>
        <h2>${this.selectable ? html`<button @click=${this.onTap}>${room.name}</button>` : room.name}</h2>
        ${room.floor === null ? nothing : html`<p class="floor">${room.floor}</p>`}
      </header>
      <dl>
        <div class="temperature">
          <dt class="spoken">${locale.text('quantity.temperature')}</dt>
          <dd>${this.value(temperature && locale.temperature(temperature))}</dd>
        </div>
        <div class="humidity">
          <dt class="spoken">${locale.text('quantity.humidity')}</dt>
          <dd>${dropIcon}${this.value(humidity && locale.humidity(humidity))}</dd>
        </div>
      </dl>
      ${silent ? this.silence(room, silent) : this.moment(room)}
    </article>`;
  }

  private value(formatted: Formatted | null): TemplateResult {
    if (formatted === null) {
      return html`<span aria-hidden="true" class="none">–</span
        ><span class="spoken">${this.locale.text('value.none')}</span>`;
    }
    return html`<span class="number">${formatted.number}</span><span class="unit">${formatted.unit}</span>`;
  }

  private moment(room: Room): TemplateResult | typeof nothing {
    const measuredAt = timeOf(room);
    if (!measuredAt) return nothing;
    return html`<p class="moment">
      <time datetime=${measuredAt.toISOString()}>${this.locale.moment(measuredAt, this.today)}</time>
    </p>`;
  }

  private silence(room: Room, silent: Silence): TemplateResult {
    const { title, detail } = describeSilence(silent, this.locale);
    const waiting = silent.cause === 'connecting';
    return html`<div class="silence ${waiting ? 'waiting' : ''}">
      <p class="cause">${waiting ? waitingIcon : silentIcon} ${title}</p>
      <p>${detail} ${this.lastReading(room)}</p>
    </div>`;
  }

  private lastReading(room: Room): string {
    const { locale } = this;
    const measuredAt = timeOf(room);
    if (measuredAt === undefined) return '';
    if (measuredAt === null) return locale.text('reading.last-unknown');
    return locale.text('reading.last', { moment: locale.moment(measuredAt, this.today) });
  }

  private readonly onTap = (): void => {
    const id = this.room?.id;
    if (id === undefined) return;
    this.dispatchEvent(new RoomSelectEvent(id));
  };
}

/**
 * One time for the tile: both values come from one sensor, or from two that measure as often. null: there is
 * a value, of an unknown time.
 */
function timeOf({ temperature, humidity }: Room): Date | null | undefined {
  return (temperature ?? humidity)?.measuredAt;
}

/** A tile was tapped; what that opens is the host's affair. */
export class RoomSelectEvent extends Event {
  static readonly type = 'climat-guardian-room-select';
  readonly roomId: string;

  constructor(roomId: string) {
    super(RoomSelectEvent.type, { bubbles: true, composed: true });
    this.roomId = roomId;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'climat-guardian-room': ClimatGuardianRoom;
  }
  interface GlobalEventHandlersEventMap {
    'climat-guardian-room-select': RoomSelectEvent;
  }
}
