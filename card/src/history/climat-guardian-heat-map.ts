/** Days by hours of one room, up to a year: when it is warm, and when nobody knows. */
import { consume } from '@lit/context';
import { html, LitElement, nothing, type PropertyValues, svg, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { localeContext } from '../elements/contexts.ts';
import { theme } from '../elements/theme.ts';
import { ENGLISH, type Locale } from '../i18n/locale.ts';
import type { Room } from '../rooms/room.ts';
import { type Calendar, calendarOf } from './calendar.ts';
import { heatMapStyles } from './climat-guardian-heat-map.styles.ts';
import { type Wording, wordingOf } from './describe-past.ts';
import { drawHeat, heatCellAt } from './heat-canvas.ts';
import { type HeatDay, hasHours, heatDays, heatRange } from './heat-cells.ts';
import { heatColour } from './heat-colours.ts';
import { faults } from './history-notes.ts';
import type { PastQuantity } from './past.ts';
import { type Answers, NO_ANSWERS, PastAnswers } from './past-answers.ts';
import type { PastSource } from './past-source.ts';
import { gapAt } from './runs.ts';
import { ticksOf } from './ticks.ts';
import type { View } from './view.ts';

const HOUR = 3_600_000;
const LONGEST = 367 * 24 * HOUR;
const STEPS = 24;

export class ClimatGuardianHeatMap extends LitElement {
  static override styles = [theme, heatMapStyles];

  @property({ attribute: false }) accessor room: Room | null = null;
  @property({ attribute: false }) accessor source: PastSource | null = null;
  @property({ attribute: false }) accessor quantity: PastQuantity = 'temperature';
  @property({ attribute: false }) accessor view: View | null = null;
  @property({ attribute: false }) accessor now = Date.now();

  @consume({ context: localeContext, subscribe: true })
  @property({ attribute: false })
  accessor locale: Locale = ENGLISH;

  @state() accessor answers: Answers = NO_ANSWERS;
  /** Column and row of what is read off. */
  @state() accessor chosen: readonly [number, number] | null = null;

  private calendar: Calendar = calendarOf('UTC');
  private wording: Wording = wordingOf(this.locale, this.calendar, 'temperature', '');
  private days: readonly HeatDay[] = [];
  private readonly past = new PastAnswers((answers) => {
    this.answers = answers;
  });
  private readonly sizes = new ResizeObserver(() => {
    this.draw();
  });

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.hasUpdated) this.ask();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.past.stop();
    this.sizes.disconnect();
  }

  override willUpdate(changed: PropertyValues<this>): void {
    const { source, room, answers, view, now } = this;
    if (changed.has('source') && source !== null) this.calendar = calendarOf(source.timeZone);
    const isAsked =
      changed.has('source') || changed.has('room') || changed.has('quantity') || changed.has('view');
    if (isAsked) this.ask();
    const past = answers.ofRoom.get(room?.id ?? '')?.past ?? null;
    this.wording = wordingOf(this.locale, this.calendar, this.quantity, past?.unit ?? '');
    if (!isAsked && !changed.has('answers')) return;
    const isDrawn = past !== null && view !== null && this.isShortEnough && hasHours(past.points);
    this.days = isDrawn ? heatDays(past.points, view, this.calendar, now) : [];
    this.chosen = null;
  }

  override render(): TemplateResult | typeof nothing {
    const { room, view, locale, answers, wording, days } = this;
    if (room === null || view === null) return nothing;
    const label = locale.text('history.heat-map.of', {
      room: room.name,
      quantity: locale.text(`quantity.${this.quantity}`),
      period: wording.period(view),
    });
    const isAnswered = answers.ofRoom.get(room.id)?.past != null;
    const isTooLong = !this.isShortEnough || (isAnswered && days.length === 0);
    return html`<figure aria-busy=${answers.isAsking ? 'true' : 'false'}>
      <figcaption>${label}</figcaption>
      ${faults(locale, [room], answers, () => {
        this.ask();
      })}
      <div class="ruler"></div>
      ${
        isTooLong
          ? html`<p class="empty" role="status">${locale.text('history.heat-map.no-hours')}</p>`
          : html`<canvas
              tabindex="0"
              role="application"
              aria-label=${label}
              @pointermove=${this.onPointer}
              @pointerdown=${this.onPointer}
              @keydown=${this.onKey}
            ></canvas>`
      }
      ${this.legend()}
      <p class="read" aria-live="polite">${this.readOff()}</p>
    </figure>`;
  }

  override updated(): void {
    const ruler = this.renderRoot.querySelector('.ruler');
    if (ruler !== null) this.sizes.observe(ruler);
    this.draw();
  }

  private get isShortEnough(): boolean {
    const { view } = this;
    return view !== null && view.until - view.from <= LONGEST;
  }

  private ask(): void {
    const { source, room, view, quantity } = this;
    if (source === null || room === null || view === null || !this.isShortEnough) {
      this.past.stop();
      return;
    }
    const points = Math.ceil((view.until - view.from) / HOUR) + 2;
    this.past.ask(source, { rooms: [room.id], quantity, view, points, earlierYears: 0 });
  }

  private draw(): void {
    const canvas = this.renderRoot.querySelector('canvas');
    const range = heatRange(this.days);
    if (canvas === null || canvas.clientWidth === 0) return;
    const style = getComputedStyle(this);
    const { days, calendar, wording, chosen, quantity } = this;
    const width = canvas.clientWidth;
    const within = { from: days[0]?.at ?? 0, until: days.at(-1)?.at ?? 0 };
    const [low, high] = range ?? [0, 1];
    drawHeat(canvas, width, {
      days,
      colourOf: (value) => heatColour(quantity, high > low ? (value - low) / (high - low) : 0.5),
      ticks: ticksOf(within, calendar, wording.ticks, Math.min(days.length, width / 72)),
      hours: [0, 6, 12, 18].map((hour) => ({
        hour,
        label: wording.hour(calendar.instant(2001, 1, 1, hour)),
      })),
      ink: style.getPropertyValue('--ink-soft'),
      focus: style.getPropertyValue('--focus'),
      fontFamily: style.fontFamily,
      chosen,
    });
  }

  private legend(): TemplateResult | typeof nothing {
    const range = heatRange(this.days);
    if (range === null) return nothing;
    const { wording, quantity, locale } = this;
    return html`<div class="legend">
      <span>${wording.value(range[0])}</span>
      <svg class="scale" viewBox="0 0 ${STEPS} 1" preserveAspectRatio="none" aria-hidden="true">
        ${Array.from(
          { length: STEPS },
          (_, n) =>
            svg`<rect x=${n} width="1.05" height="1" fill=${heatColour(quantity, n / (STEPS - 1))}></rect>`,
        )}
      </svg>
      <span>${wording.value(range[1])}</span>
      <span class="missing"><span class="hatched"></span>${locale.text('history.heat-map.missing')}</span>
    </div>`;
  }

  private readOff(): string {
    const { chosen, days, wording, answers, room, calendar } = this;
    const day = chosen === null ? undefined : days[chosen[0]];
    if (chosen === null || day === undefined) return '';
    const { year, month, day: date } = calendar.wall(day.at);
    const from = calendar.instant(year, month, date, chosen[1]);
    const cell = day.hours[chosen[1]];
    const when = wording.span({ from, until: from + HOUR });
    if (cell === undefined) return '';
    if (cell !== null) return `${when}: ${wording.value(cell)}`;
    const gap = gapAt(answers.ofRoom.get(room?.id ?? '')?.gaps ?? [], from + HOUR / 2);
    return `${when}: ${wording.cause(gap ?? { from, until: from, cause: null })}`;
  }

  private readonly onPointer = ({ offsetX, offsetY, currentTarget }: PointerEvent): void => {
    if (!(currentTarget instanceof HTMLCanvasElement)) return;
    const found = heatCellAt(offsetX, offsetY, currentTarget.clientWidth, this.days.length);
    const isSame = found?.[0] === this.chosen?.[0] && found?.[1] === this.chosen?.[1];
    if (!isSame) this.chosen = found;
  };

  /** Sideways by days, up and down by hours. */
  private readonly onKey = (event: KeyboardEvent): void => {
    const by: Readonly<Record<string, readonly [number, number]>> = {
      ArrowLeft: [-1, 0],
      ArrowRight: [1, 0],
      ArrowUp: [0, 1],
      ArrowDown: [0, -1],
    };
    const step = by[event.key];
    if (step === undefined || this.days.length === 0) return;
    event.preventDefault();
    const [column, row] = this.chosen ?? [this.days.length - 1, 12];
    this.chosen = [
      Math.min(this.days.length - 1, Math.max(0, column + step[0])),
      Math.min(23, Math.max(0, row + step[1])),
    ];
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'climat-guardian-heat-map': ClimatGuardianHeatMap;
  }
}
