/** The graph, and how it is held: dragged, pinched, wheeled, gone through by keys; what is under the pointer is told. */
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { theme } from '../elements/theme.ts';
import { ENGLISH, type Locale } from '../i18n/locale.ts';
import type { ChartLine, ChartScene } from './chart-scene.ts';
import { chartStyles } from './climat-guardian-history-chart.styles.ts';
import type { Wording } from './describe-past.ts';
import { attachGestures } from './gestures.ts';
import { HistoryCanvas } from './history-canvas.ts';
import { historyTheme } from './history-theme.ts';
import { swatch } from './swatch.ts';
import { gapAt, pointAt } from './runs.ts';
import { uplotStyles } from './uplot.styles.ts';
import type { View } from './view.ts';

/** Wider than tall on a desk, never flatter than can be read. CSS pixels. */
const HEIGHT = { least: 240, most: 420, ofWidth: 0.45 };

export class ClimatGuardianHistoryChart extends LitElement {
  static override styles = [theme, historyTheme, uplotStyles, chartStyles];

  @property({ attribute: false }) accessor scene: ChartScene | null = null;
  @property({ attribute: false }) accessor wording: Wording | null = null;
  /** What it shows, in a sentence, for who does not see it. */
  @property() accessor label = '';
  @property({ attribute: false }) accessor locale: Locale = ENGLISH;

  /** Where the crosshair is, in CSS pixels from the plot's left. */
  @state() accessor pointed: number | null = null;
  /** What the keys read off, said aloud; a pointer's would never end. */
  @state() accessor said = '';

  private canvas: HistoryCanvas | null = null;
  private readonly sizes = new ResizeObserver(() => {
    this.fit();
  });
  private release: (() => void) | undefined;

  /** Points in the last drawing, by line: never more than `pixels` (a test counts). */
  get drawn(): ReadonlyMap<string, number> {
    return this.canvas?.drawn ?? new Map<string, number>();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.hasUpdated) this.hold();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.sizes.disconnect();
    this.release?.();
    this.canvas?.destroy();
    this.canvas = null;
  }

  override render(): TemplateResult {
    const { locale, label } = this;
    return html`<div class="ruler"></div>
      <div class="plot" tabindex="0" role="application" aria-label=${label} aria-describedby="keys"></div>
      <p id="keys" class="spoken">${locale.text('history.keys')}</p>
      ${this.tip()}
      <p class="spoken" aria-live="polite">${this.said}</p>`;
  }

  override firstUpdated(): void {
    this.hold();
  }

  override updated(changed: PropertyValues<this>): void {
    if (changed.has('scene') && this.scene !== null) {
      if (this.canvas === null) this.fit();
      else this.canvas.show(this.scene);
    }
    this.place();
  }

  private get frame(): HTMLElement | null {
    return this.renderRoot.querySelector<HTMLElement>('.plot');
  }

  private hold(): void {
    const { frame } = this;
    if (frame === null) return;
    // As wide as the graph, and never taller for what is drawn in that.
    const ruler = this.renderRoot.querySelector('.ruler');
    if (ruler !== null) this.sizes.observe(ruler);
    this.release = attachGestures(frame, {
      view: () => this.scene?.view ?? { from: 0, until: 1 },
      now: () => this.scene?.now ?? 0,
      plot: () => {
        const { left = 0, width = 1 } = this.canvas?.box() ?? {};
        return { left: frame.getBoundingClientRect().left + left, width };
      },
      change: (view) => {
        this.dispatchEvent(new HistoryViewEvent(view));
      },
      widest: () => {
        this.dispatchEvent(new HistoryViewEvent('decade'));
      },
      point: (share) => {
        this.pointBy(share);
      },
    });
  }

  /** To the width there is; who asks for the points learns how many pixels that makes. */
  private fit(): void {
    const { frame, scene } = this;
    const width = Math.floor(frame?.clientWidth ?? 0);
    if (frame === null || scene === null || width < 1) return;
    const height = Math.round(Math.min(HEIGHT.most, Math.max(HEIGHT.least, width * HEIGHT.ofWidth)));
    if (this.canvas === null) {
      this.canvas = new HistoryCanvas(frame, width, height, scene, {
        colour: (property) => getComputedStyle(this).getPropertyValue(property),
        fontFamily: () => getComputedStyle(this).fontFamily,
        pointed: (left) => {
          this.pointed = left;
        },
      });
    } else this.canvas.resize(width, height);
    this.dispatchEvent(new HistoryPixelsEvent(Math.floor(this.canvas.box().width)));
  }

  private pointBy(share: number): void {
    const { canvas } = this;
    if (canvas === null) return;
    const { width } = canvas.box();
    const left = Math.min(width - 1, Math.max(0, (this.pointed ?? width / 2) + share * width));
    canvas.point(left);
    this.pointed = left;
    const lines = this.scene?.lines ?? [];
    const instant = canvas.instantAt(left);
    const read = lines.map((line) => `${line.name}: ${this.readOff(line, instant)}`);
    this.said = [this.wording?.moment(Math.round(instant / 1000) * 1000) ?? '', ...read].join(', ');
  }

  private tip(): TemplateResult | typeof nothing {
    const { canvas, scene, wording, pointed } = this;
    if (canvas === null || scene === null || wording === null || pointed === null) return nothing;
    const instant = canvas.instantAt(pointed);
    const [of] = scene.lines.map(({ points }) => pointAt(points, instant)).filter((point) => point !== null);
    // Of a mean, what it is the mean of; of a reading or of nothing, the instant.
    const when =
      of === undefined || scene.tier === 'raw'
        ? wording.moment(Math.round(instant / 1000) * 1000)
        : wording.span(of);
    return html`<div class="tip" aria-hidden="true">
      <p class="when">${when}</p>
      ${scene.lines.map(
        (line) =>
          html`<p class="row">
            ${swatch(line)}<span
              ><span class="name">${line.name}</span>
              <span class="read">${this.readOff(line, instant)}</span></span
            >
          </p>`,
      )}
    </div>`;
  }

  private readOff({ points, gaps }: ChartLine, instant: number): string {
    const { wording, locale, scene } = this;
    if (wording === null || scene === null) return '';
    const gap = gapAt(gaps, instant);
    const point = pointAt(points, instant);
    // A gap within an hour that has a mean: what the line shows there, which is nothing.
    if (gap !== null) return `${wording.cause(gap)}, ${wording.span(gap)}`;
    if (point === null) return '–';
    const { mean, min, max, coverage } = point;
    const value = wording.value(mean);
    const range = min < max ? ` (${wording.bare(min)}–${wording.bare(max)})` : '';
    const covered =
      coverage === null || coverage >= 1 || !scene.hasCoverage
        ? ''
        : `, ${locale.text('history.covered', { share: locale.share(coverage) })}`;
    return `${value}${range}${covered}`;
  }

  /** Beside the crosshair, on the side that has the room. Not by an attribute: a strict policy allows none. */
  private place(): void {
    const tip = this.renderRoot.querySelector<HTMLElement>('.tip');
    const { canvas, frame, pointed } = this;
    if (tip === null || canvas === null || frame === null || pointed === null) return;
    const at = canvas.box().left + pointed;
    const { offsetWidth } = tip;
    const right = at + 12 + offsetWidth <= frame.clientWidth;
    const left = right ? at + 12 : Math.max(0, at - 12 - offsetWidth);
    tip.style.setProperty('transform', `translateX(${String(Math.round(left))}px)`);
  }
}

/** What is to be seen; `decade`: all there is, as far as a view reaches. */
export class HistoryViewEvent extends Event {
  static readonly type = 'climat-guardian-history-view';
  readonly view: View | 'decade';

  constructor(view: View | 'decade') {
    super(HistoryViewEvent.type);
    this.view = view;
  }
}

/** The plot is so many CSS pixels wide: that many points, and no more. */
export class HistoryPixelsEvent extends Event {
  static readonly type = 'climat-guardian-history-pixels';
  readonly pixels: number;

  constructor(pixels: number) {
    super(HistoryPixelsEvent.type);
    this.pixels = pixels;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'climat-guardian-history-chart': ClimatGuardianHistoryChart;
  }
  interface GlobalEventHandlersEventMap {
    'climat-guardian-history-view': HistoryViewEvent;
    'climat-guardian-history-pixels': HistoryPixelsEvent;
  }
}
