/** The past of rooms: minutes to decades. Renders what a source answers; knows neither Home Assistant nor the bridge. */
import { consume } from '@lit/context';
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { localeContext } from '../elements/contexts.ts';
import { theme } from '../elements/theme.ts';
import { ENGLISH, type Locale } from '../i18n/locale.ts';
import type { Room } from '../rooms/room.ts';
import { type Calendar, calendarOf } from './calendar.ts';
import type { ChartScene } from './chart-scene.ts';
import type { HistoryPixelsEvent, HistoryViewEvent } from './climat-guardian-history-chart.ts';
import { historyStyles } from './climat-guardian-history.styles.ts';
import { type Wording, wordingOf } from './describe-past.ts';
import {
  csvLinks,
  type CsvQuestion,
  periods,
  quantities,
  roomsLegend,
  type ShownAs,
  switches,
} from './history-controls.ts';
import { gapList } from './history-gaps.ts';
import { faults, notes, summaryOf } from './history-notes.ts';
import { historyTable } from './history-table.ts';
import { historyTheme, isDark } from './history-theme.ts';
import { MOST_LINES } from './line-look.ts';
import type { Gap, PastQuantity } from './past.ts';
import { type Answers, NO_ANSWERS, PastAnswers } from './past-answers.ts';
import type { PastSource } from './past-source.ts';
import { keepLooks, linesOf, tierOf } from './scene-lines.ts';
import { newest, panned, type Preset, presetOf, presetView, type View } from './view.ts';

const DAY = 86_400_000;
/** While a finger moves, nobody is asked. */
const SETTLED_AFTER = 150;
/** No sooner is what is shown asked for again, because time goes on. */
const FRESH_FOR = 10_000;
const EARLIER_YEARS = 5;
const ROWS = 200;

export class ClimatGuardianHistory extends LitElement {
  static override styles = [theme, historyTheme, historyStyles];

  /** All that can be chosen. */
  @property({ attribute: false }) accessor rooms: readonly Room[] = [];
  /** Room ids to begin with. */
  @property({ attribute: false }) accessor selected: readonly string[] = [];
  @property({ attribute: false }) accessor source: PastSource | null = null;
  /** Milliseconds since 1970; the host's clock, which goes on. */
  @property({ attribute: false }) accessor now = Date.now();
  /** Where what is shown is a table to be kept; null: nowhere. */
  @property({ attribute: false }) accessor csvHref: ((question: CsvQuestion) => string) | null = null;

  /** Whether days by hours are offered as well. */
  @property({ type: Boolean }) accessor heatMap = false;

  @consume({ context: localeContext, subscribe: true })
  @property({ attribute: false })
  accessor locale: Locale = ENGLISH;

  @state() accessor quantity: PastQuantity = 'temperature';
  @state() accessor view: View | null = null;
  @state() accessor looks: ReadonlyMap<string, number> = new Map();
  @state() accessor answers: Answers = NO_ANSWERS;
  @state() accessor shownAs: ShownAs = 'graph';
  @state() accessor isCompared = false;
  @state() accessor rowsShown = ROWS;
  @state() accessor highlighted: Gap | null = null;
  /** Of the plot; 0: not yet known. */
  @state() accessor pixels = 0;

  private calendar: Calendar = calendarOf('UTC');
  private wording: Wording = wordingOf(this.locale, this.calendar, 'temperature', '');
  private scene: ChartScene | null = null;
  private readonly past = new PastAnswers((answers) => {
    this.answers = answers;
  });
  private timer: ReturnType<typeof setTimeout> | undefined;
  private asked = { at: -Infinity, points: 0 };

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.hasUpdated) this.askIn(0);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.timer);
    this.past.stop();
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('source') && this.source !== null) this.calendar = calendarOf(this.source.timeZone);
    if (changed.has('selected')) this.looks = keepLooks(this.looks, this.selected);
    this.view ??= { from: this.now - DAY, until: this.now };
    // What ended now goes on to.
    if (this.view.until === this.asked.at && this.isStale(this.view)) this.view = newest(this.view, this.now);
    if (changed.has('source') || changed.has('looks') || changed.has('quantity') || changed.has('isCompared'))
      this.askIn(0);
    else if (changed.has('view')) this.askIn(SETTLED_AFTER);
    else if (changed.has('now') && this.isStale(this.view)) this.askIn(0);
    this.compose(this.view);
  }

  override render(): TemplateResult {
    const { source, locale, scene, wording, answers, view } = this;
    if (source === null || scene === null || view === null) return html``;
    const preset = presetOf(this.calendar, view);
    const fitting = this.looks.size > 0;
    return html`<div class="bar">
        ${quantities(locale, this.quantity, (quantity) => {
          this.quantity = quantity;
        })}
        ${periods(locale, preset, (chosen) => {
          this.choose(chosen);
        })}
      </div>
      <div class="bar heading">
        <h2>${wording.period(view)}</h2>
        <div class="steps">
          <button
            aria-label=${locale.text('history.earlier')}
            @click=${() => {
              this.step(-1);
            }}
          >
            ‹
          </button>
          <button class="text" @click=${this.toNow}>${locale.text('history.now')}</button>
          <button
            aria-label=${locale.text('history.later')}
            ?disabled=${view.until >= this.now}
            @click=${() => {
              this.step(1);
            }}
          >
            ›
          </button>
        </div>
      </div>
      ${faults(locale, this.rooms, answers, () => {
        this.askIn(0);
      })}
      <div class="stage" aria-busy=${answers.isAsking ? 'true' : 'false'}>
        <p class="progress ${answers.isAsking ? 'on' : ''}" role="status">
          ${answers.isAsking ? html`<span class="spoken">${locale.text('history.loading')}</span>` : nothing}
        </p>
        ${fitting ? this.body(scene) : html`<p class="empty">${locale.text('history.no-room')}</p>`}
      </div>
      ${roomsLegend({
        locale,
        lines: scene.lines,
        view,
        wording,
        rooms: this.rooms,
        shown: [...this.looks.keys()],
        choose: (shown) => {
          this.show(shown);
        },
      })}
      <div class="bar">
        ${switches(locale, {
          shownAs: this.shownAs,
          hasHeatMap: this.heatMap,
          // Of one room, and of dates that each year has.
          isCompared: this.canCompare(view) && this.shownAs !== 'heat-map' ? this.isCompared : null,
          show: (as) => {
            this.showAs(as);
          },
          compare: (isCompared) => {
            this.isCompared = isCompared;
          },
        })}
        ${csvLinks(locale, this.csvHref, this.csvQuestions(view), this.rooms)}
      </div>
      ${notes(locale, answers, scene, this.shownAs)}
      ${
        fitting
          ? gapList({
              lines: scene.lines,
              view,
              wording,
              locale,
              highlight: (gap) => {
                this.highlighted = gap;
              },
              open: (gap) => {
                this.open(gap);
              },
            })
          : nothing
      }`;
  }

  override updated(): void {
    // A theme may have been changed in between, which no property tells.
    this.toggleAttribute('dark', isDark(this));
  }

  private body(scene: ChartScene): TemplateResult {
    const { locale, wording, answers, view } = this;
    if (this.shownAs === 'heat-map') return this.heatMaps();
    if (this.shownAs === 'table' && view !== null) {
      return historyTable({
        lines: scene.lines,
        view,
        wording,
        locale,
        isRaw: scene.tier === 'raw',
        hasCoverage: scene.hasCoverage,
        most: this.rowsShown,
        showAll: () => {
          this.rowsShown = Infinity;
        },
      });
    }
    const known = [...answers.ofRoom.values()];
    const isEmpty =
      !answers.isAsking &&
      known.length > 0 &&
      known.every(({ fault }) => fault === null) &&
      scene.lines.every(({ points }) => points.length === 0);
    return html`<climat-guardian-history-chart
        ?dark=${this.hasAttribute('dark')}
        .scene=${scene}
        .wording=${wording}
        .locale=${locale}
        .label=${summaryOf(locale, this.quantity, scene, wording)}
        @climat-guardian-history-view=${this.onView}
        @climat-guardian-history-pixels=${this.onPixels}
      ></climat-guardian-history-chart>
      ${isEmpty ? html`<p class="empty over" role="status">${locale.text('history.empty')}</p>` : nothing}`;
  }

  private heatMaps(): TemplateResult {
    const shown = [...this.looks.keys()].map((id) => this.rooms.find((room) => room.id === id));
    return html`${shown.map(
      (room) =>
        html`<climat-guardian-heat-map
          .room=${room ?? null}
          .source=${this.source}
          .quantity=${this.quantity}
          .view=${this.view}
          .now=${this.now}
          .locale=${this.locale}
        ></climat-guardian-heat-map>`,
    )}`;
  }

  private showAs(shownAs: ShownAs): void {
    this.shownAs = shownAs;
    this.rowsShown = ROWS;
    if (shownAs !== 'heat-map') return;
    // Of a day there is one column.
    if (this.view !== null && this.view.until - this.view.from < 7 * DAY) this.choose('year');
    void import('./heat-map.ts').catch((error: unknown) => {
      // As where the history is: after an update it is gone, and the graph is as good as before.
      console.warn('Climat Guardian: the heat map could not be loaded; reload the page.', error);
      this.shownAs = 'graph';
    });
  }

  private compose(view: View): void {
    const { source, answers, rooms, looks, pixels, calendar, now, highlighted } = this;
    const unit = [...answers.ofRoom.values()].find(({ past }) => past !== null)?.past?.unit ?? '';
    this.wording = wordingOf(this.locale, calendar, this.quantity, unit);
    const { ticks, bare, finest } = this.wording;
    this.scene = {
      view,
      lines: linesOf({ rooms, looks, answers, view, pixels, calendar, now }),
      tier: tierOf(answers),
      calendar,
      ticks,
      value: bare,
      finest,
      hasCoverage: source?.can.coverage ?? false,
      now,
      highlighted,
    };
  }

  private askIn(milliseconds: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.ask();
    }, milliseconds);
  }

  private ask(): void {
    const { source, view, pixels, quantity } = this;
    if (source === null || view === null || pixels === 0 || !this.isConnected) return;
    this.asked = { at: this.now, points: pixels };
    this.past.ask(source, {
      rooms: [...this.looks.keys()],
      quantity,
      view,
      points: pixels,
      earlierYears: this.isCompared && this.canCompare(view) ? EARLIER_YEARS : 0,
    });
  }

  /** What is new since would be a pixel and more. */
  private isStale({ from, until }: View): boolean {
    const pixel = (until - from) / Math.max(1, this.pixels);
    return this.asked.at <= until && this.now - this.asked.at >= Math.max(FRESH_FOR, pixel);
  }

  private canCompare(view: View): boolean {
    const preset = presetOf(this.calendar, view);
    const isOfDates = preset === 'month' || preset === 'year';
    return isOfDates && this.looks.size === 1 && (this.source?.can.earlierYears ?? false);
  }

  private choose(preset: Preset): void {
    const { view, now } = this;
    // What is in the middle stays in view; what has not come yet is none of it.
    const middle = view === null ? now : Math.min(now, (view.from + view.until) / 2);
    const holdsNow = view === null || (view.from <= now && now <= view.until);
    this.view = presetView(this.calendar, preset, holdsNow ? now : middle);
  }

  private step(ahead: 1 | -1): void {
    const { view, calendar } = this;
    if (view === null) return;
    const preset = presetOf(calendar, view);
    // The last year of ten; of the others any instant.
    const inside = preset === 'decade' ? view.until - 1 : view.from;
    this.view = preset === null ? panned(view, ahead, this.now) : presetView(calendar, preset, inside, ahead);
  }

  private readonly toNow = (): void => {
    const { view, now, calendar } = this;
    if (view === null) return;
    const preset = presetOf(calendar, view);
    this.view = preset === null ? newest(view, now) : presetView(calendar, preset, now);
  };

  private open({ from, until }: Gap): void {
    const margin = Math.max(60_000, until - from);
    this.view = { from: from - margin, until: until + margin };
  }

  private show(shown: readonly string[]): void {
    this.looks = keepLooks(this.looks, shown.slice(-MOST_LINES));
  }

  private csvQuestions({ from, until }: View): readonly CsvQuestion[] {
    const { quantity, pixels } = this;
    return [...this.looks.keys()].map((room) => ({ room, quantity, from, until, points: pixels }));
  }

  private readonly onView = ({ view }: HistoryViewEvent): void => {
    if (view === 'decade') this.choose('decade');
    else this.view = view;
  };

  private readonly onPixels = ({ pixels }: HistoryPixelsEvent): void => {
    this.pixels = pixels;
    // A little more or less room is not worth a question.
    if (pixels > this.asked.points * 1.1 || pixels < this.asked.points / 2) this.askIn(0);
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'climat-guardian-history': ClimatGuardianHistory;
  }
}
