/** What the graph shows, as text: each point a row, and each gap one too, in its place. */
import { html, nothing, type TemplateResult } from 'lit';
import type { Locale } from '../i18n/locale.ts';
import type { ChartLine } from './chart-scene.ts';
import type { Wording } from './describe-past.ts';
import type { Gap, PastPoint } from './past.ts';
import type { View } from './view.ts';

export interface HistoryTable {
  readonly lines: readonly ChartLine[];
  readonly view: View;
  readonly wording: Wording;
  readonly locale: Locale;
  readonly isRaw: boolean;
  readonly hasCoverage: boolean;
  /** Rows of each line; more are shown when asked for, as thousands take seconds. */
  readonly most: number;
  readonly showAll: () => void;
}

type Row = { readonly point: PastPoint } | { readonly gap: Gap };

export function historyTable(table: HistoryTable): TemplateResult {
  const { lines, locale, isRaw, hasCoverage, most, showAll } = table;
  const columns = (isRaw ? 2 : 4) + (hasCoverage ? 1 : 0);
  const all = lines.map((line) => ({ line, rows: rowsOf(line, table.view) }));
  const count = all.reduce((sum, { rows }) => sum + rows.length, 0);
  return html`<div class="table" tabindex="0" role="region" aria-label=${locale.text('history.table')}>
      <table>
        <thead>
          <tr>
            <th scope="col">${locale.text('history.time')}</th>
            <th scope="col">${locale.text(isRaw ? 'history.value' : 'history.mean')}</th>
            ${
              isRaw
                ? nothing
                : html`<th scope="col">${locale.text('history.min')}</th>
                    <th scope="col">${locale.text('history.max')}</th>`
            }
            ${hasCoverage ? html`<th scope="col">${locale.text('history.coverage')}</th>` : nothing}
          </tr>
        </thead>
        ${all.map(
          ({ line, rows }) =>
            html`<tbody>
              ${
                lines.length > 1
                  ? html`<tr>
                      <th scope="rowgroup" colspan=${columns}>${line.name}</th>
                    </tr>`
                  : nothing
              }
              ${rows.slice(0, most).map((row) => ('gap' in row ? gapRow(row.gap, columns, table) : pointRow(row.point, table)))}
            </tbody>`,
        )}
      </table>
    </div>
    ${
      all.some(({ rows }) => rows.length > most)
        ? html`<button class="plain" @click=${showAll}>
            ${locale.text('history.rows.more', { count: String(count) })}
          </button>`
        : nothing
    }`;
}

/** By time. A gap within a point comes after it. */
function rowsOf({ points, gaps }: ChartLine, { from, until }: View): readonly Row[] {
  const isIn = (span: View): boolean => span.from < until && span.until > from;
  return [
    ...points.filter(isIn).map((point) => ({ at: point.from, point })),
    ...gaps.filter(isIn).map((gap) => ({ at: gap.from, gap })),
  ].sort((a, b) => a.at - b.at);
}

function pointRow(point: PastPoint, { wording, locale, isRaw, hasCoverage }: HistoryTable): TemplateResult {
  const { from, mean, min, max, coverage } = point;
  return html`<tr>
    <th scope="row">${isRaw ? wording.moment(from) : wording.span(point)}</th>
    <td>${wording.value(mean)}</td>
    ${
      isRaw
        ? nothing
        : html`<td>${wording.value(min)}</td>
            <td>${wording.value(max)}</td>`
    }
    ${hasCoverage ? html`<td>${coverage === null ? '–' : locale.share(coverage)}</td>` : nothing}
  </tr>`;
}

function gapRow(gap: Gap, columns: number, { wording }: HistoryTable): TemplateResult {
  return html`<tr class="missing">
    <th scope="row">${wording.span(gap)}</th>
    <td colspan=${columns - 1}>${wording.cause(gap)}</td>
  </tr>`;
}
