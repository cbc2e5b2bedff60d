/** The gaps in view, as a list: the same that is hatched, with why. */
import { html, nothing, type TemplateResult } from 'lit';
import type { Locale } from '../i18n/locale.ts';
import type { ChartLine } from './chart-scene.ts';
import type { Wording } from './describe-past.ts';
import type { Gap } from './past.ts';
import { swatch } from './swatch.ts';
import type { View } from './view.ts';

const MOST = 20;

export interface GapList {
  readonly lines: readonly ChartLine[];
  readonly view: View;
  readonly wording: Wording;
  readonly locale: Locale;
  readonly highlight: (gap: Gap | null) => void;
  readonly open: (gap: Gap) => void;
}

interface GapOfLine {
  readonly gap: Gap;
  readonly line: ChartLine;
}

export function gapsInView(lines: readonly ChartLine[], { from, until }: View): readonly GapOfLine[] {
  return lines
    .filter(({ yearsBefore }) => yearsBefore === 0)
    .flatMap((line) =>
      line.gaps.filter((gap) => gap.from < until && gap.until > from).map((gap) => ({ gap, line })),
    );
}

export function gapList({ lines, view, wording, locale, highlight, open }: GapList): TemplateResult {
  const all = gapsInView(lines, view);
  const isSeveral = lines.filter(({ yearsBefore }) => yearsBefore === 0).length > 1;
  const shown = all
    .toSorted((a, b) => lengthOf(b.gap) - lengthOf(a.gap))
    .slice(0, MOST)
    .sort((a, b) => a.gap.from - b.gap.from);
  return html`<section class="gaps" aria-labelledby="gaps">
    <h3 id="gaps">${locale.text('history.gaps')}</h3>
    ${all.length === 0 ? html`<p class="soft">${locale.text('history.gaps.none')}</p>` : nothing}
    <ul role="list">
      ${shown.map(
        ({ gap, line }) =>
          html`<li>
            <button
              class="gap"
              @focus=${() => {
                highlight(gap);
              }}
              @blur=${() => {
                highlight(null);
              }}
              @pointerenter=${() => {
                highlight(gap);
              }}
              @pointerleave=${() => {
                highlight(null);
              }}
              @click=${() => {
                open(gap);
              }}
            >
              ${isSeveral ? swatch(line) : html`<span class="hatched" aria-hidden="true"></span>`}
              <span class="cause">${isSeveral ? `${line.name}: ` : ''}${wording.cause(gap)}</span>
              <span class="soft">${wording.span(gap)}</span>
            </button>
          </li>`,
      )}
    </ul>
    ${
      all.length > shown.length
        ? html`<p class="soft">
            ${locale.text('history.gaps.more', { shown: String(shown.length), count: String(all.length) })}
          </p>`
        : nothing
    }
  </section>`;
}

const lengthOf = ({ from, until }: Gap): number => until - from;
