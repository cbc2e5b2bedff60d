/** One room. Shows what it is given and nothing else: no value is a dash, an old one is called old. */
import { consume } from '@lit/context';
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import type { Past } from '../history/past.ts';
import { describeAge } from '../i18n/describe-age.ts';
import { describeDay } from '../i18n/describe-day.ts';
import { describeSilence } from '../i18n/describe-silence.ts';
import { ENGLISH, type Formatted, type Locale } from '../i18n/locale.ts';
import { ageOf, type Age } from '../rooms/age.ts';
import { believable, measuredAtOf } from '../rooms/believable.ts';
import { type Deviation, DEVIATION_KIND, deviationOf, tintOf } from '../rooms/deviation.ts';
import type { Room, Silence } from '../rooms/room.ts';
import { silentSince } from '../rooms/silent-since.ts';
import { sparklineOf } from '../rooms/sparkline.ts';
import { type Trend, trendOf } from '../rooms/trend.ts';
import { roomStyles } from './climat-guardian-room.styles.ts';
import { localeContext } from './contexts.ts';
import { drawSparkline } from './draw-sparkline.ts';
import { DEVIATION_ICON, dropIcon, silentIcon, TREND_ICON, waitingIcon } from './icons.ts';
import { Press } from './press.ts';
import { fitStyles } from './room-fit.styles.ts';
import { lineStyles, shortStyles } from './room-line.styles.ts';
import { theme } from './theme.ts';

/**
 * tile: as tall as it needs, among others. fit: exactly as tall as its place, from two rows of Home Assistant's sections
 * grid on. line: one line.
 */
export type RoomLayout = 'tile' | 'fit' | 'line';

/** Half hours and quarter hours of a day. The style sheets draw none narrower than that in pixels. */
const COLUMNS = { line: 48, tile: 96, fit: 96 } as const;

export class ClimatGuardianRoom extends LitElement {
  static override styles = [theme, roomStyles, shortStyles, fitStyles, lineStyles];

  @property({ attribute: false }) accessor room: Room | null = null;
  /** Its temperature's last 24 hours; null: not known, or not yet. */
  @property({ attribute: false }) accessor day: Past | null = null;
  /** The source is gone: the values are the last ones, though the room itself may be well. */
  @property({ type: Boolean }) accessor stale = false;
  /** Whether a tap or a hold leads anywhere. */
  @property({ type: Boolean }) accessor selectable = false;
  /** `Locale.day` of now; without it every time is shown with its date. */
  @property() accessor today = '';
  /** ms since 1970; 0: not told, and then nothing is called old. */
  @property({ attribute: false }) accessor now = 0;
  /** Its floor is said above it: it stands below a heading of that, and does not repeat it. */
  @property({ type: Boolean }) accessor grouped = false;
  @property({ reflect: true }) accessor layout: RoomLayout = 'tile';

  @consume({ context: localeContext, subscribe: true })
  @property({ attribute: false })
  accessor locale: Locale = ENGLISH;

  constructor() {
    super();
    new Press(this, () => (this.selectable ? (this.room?.id ?? null) : null));
  }

  override render(): TemplateResult | typeof nothing {
    const { room, locale } = this;
    if (room === null) return nothing;
    const { silent } = room;
    const temperature = believable(room.temperature);
    const humidity = believable(room.humidity);
    const age = silent ? null : ageOf(measuredAtOf(room), this.day, this.now);
    const isPresent = silent === null && !this.stale && age === null;
    const trend = isPresent && temperature ? trendOf(this.day, this.now) : null;
    const deviation = isPresent ? deviationOf(room) : null;
    const tint = isPresent ? tintOf(room) : null;
    return html`<article
      class="tile ${isPresent ? 'present' : 'past'} ${tint ?? ''} ${silent ? 'silent' : ''}"
    >
      <header>
        ${this.heading(room)}
        ${room.floor === null || this.grouped ? nothing : html`<p class="floor"><bdi>${room.floor}</bdi></p>`}
      </header>
      <dl>
        <div class="temperature">
          <dt class="spoken">${locale.text('quantity.temperature')}</dt>
          <dd dir="ltr">${this.value(temperature && locale.temperature(temperature))}</dd>
        </div>
        ${
          room.humidity === undefined
            ? nothing
            : html`<div class="humidity">
                <dt class="spoken">${locale.text('quantity.humidity')}</dt>
                <dd dir="ltr">${dropIcon}${this.value(humidity && locale.humidity(humidity))}</dd>
              </div>`
        }
        ${trend === null ? nothing : this.trend(trend)}
      </dl>
      ${
        silent
          ? this.silence(room, silent)
          : html`<div class="notes">
              ${deviation === null ? nothing : this.deviation(deviation)} ${this.moment(room, age)}
            </div>`
      }
      <div class="day">${this.sparkline(isPresent)}</div>
    </article>`;
  }

  private heading({ name }: Room): TemplateResult {
    const words = this.selectable
      ? html`<button aria-keyshortcuts="Shift+Enter"><bdi>${name}</bdi></button>`
      : html`<bdi>${name}</bdi>`;
    return this.grouped ? html`<h3>${words}</h3>` : html`<h2>${words}</h2>`;
  }

  private value(formatted: Formatted | null): TemplateResult {
    if (formatted === null) {
      return html`<span aria-hidden="true" class="none">–</span
        ><span class="spoken">${this.locale.text('value.none')}</span>`;
    }
    return html`<span class="number">${formatted.number}</span><span class="unit">${formatted.unit}</span>`;
  }

  private trend(trend: Trend): TemplateResult {
    return html`<div class="trend ${trend}">
      <dt class="spoken">${this.locale.text('room.trend')}</dt>
      <dd>${TREND_ICON[trend]}<span class="word">${this.locale.text(`room.trend.${trend}`)}</span></dd>
    </div>`;
  }

  private deviation(deviation: Deviation): TemplateResult {
    return html`<p class="note deviation">
      ${DEVIATION_ICON[DEVIATION_KIND[deviation]]}<span
        >${this.locale.text(`room.comfort.${deviation}`)}</span
      >
    </p>`;
  }

  /** Of a reading that is not old only who listens hears the time: who looks sees that it is not old. */
  private moment(room: Room, age: Age | null): TemplateResult | typeof nothing {
    const measuredAt = measuredAtOf(room);
    if (!measuredAt) return nothing;
    const { locale } = this;
    const moment = locale.moment(measuredAt, this.today);
    const last = html`<time class="spoken" datetime=${measuredAt.toISOString()}
      >${locale.text('reading.last', { moment })}</time
    >`;
    if (age === null) return last;
    const words = locale.text('room.old', { age: describeAge(age, locale) });
    return html`<p class="note old" title=${moment}>${waitingIcon}<span dir="auto">${words}</span></p>
      ${last}`;
  }

  private silence(room: Room, silent: Silence): TemplateResult {
    const { locale } = this;
    const known = silentSince(this.day);
    const { title, detail } = describeSilence(silent, known?.cause ?? null, locale);
    const isWaiting = silent.cause === 'connecting';
    const since = known?.since ? new Date(known.since) : null;
    return html`<div class="silence ${isWaiting ? 'waiting' : ''}">
      <p class="note cause">
        ${isWaiting ? waitingIcon : silentIcon}<span dir="auto">${title}${this.since(since)}</span>
      </p>
      ${
        // In one line there is no place for it but in what a tap opens.
        this.layout === 'line'
          ? html`<p class="spoken">${detail} ${this.lastReading(room)}</p>`
          : html`<p class="detail">
              <bdi>${detail} ${since === null ? this.lastReading(room) : nothing}</bdi>
            </p>`
      }
    </div>`;
  }

  /** Within these 24 hours: without its date it is not mistaken. */
  private since(since: Date | null): TemplateResult | typeof nothing {
    if (since === null) return nothing;
    return html` <time datetime=${since.toISOString()}
      >${this.locale.moment(since, this.locale.day(since))}</time
    >`;
  }

  private lastReading(room: Room): string {
    const { locale } = this;
    const measuredAt = measuredAtOf(room);
    if (measuredAt === undefined) return '';
    if (measuredAt === null) return locale.text('reading.last-unknown');
    return locale.text('reading.last', { moment: locale.moment(measuredAt, this.today) });
  }

  private sparkline(isPresent: boolean): TemplateResult | typeof nothing {
    const { day, locale } = this;
    if (!day) return nothing;
    const drawn = sparklineOf(day, this.now, COLUMNS[this.layout]);
    return drawSparkline(drawn, describeDay(day, drawn, locale), isPresent);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'climat-guardian-room': ClimatGuardianRoom;
  }
}
