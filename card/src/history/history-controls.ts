/** What is chosen around the graph. Stateless: each is told what is chosen, and what to do. */
import { html, nothing, type TemplateResult } from 'lit';
import type { Locale } from '../i18n/locale.ts';
import type { Room } from '../rooms/room.ts';
import type { ChartLine } from './chart-scene.ts';
import type { Wording } from './describe-past.ts';
import { MOST_LINES } from './line-look.ts';
import type { PastQuantity } from './past.ts';
import type { PastQuestion } from './past-source.ts';
import { swatch } from './swatch.ts';
import { type Preset, PRESETS, type View } from './view.ts';

export type CsvQuestion = Omit<PastQuestion, 'signal'>;

interface Choice<T> {
  readonly value: T;
  readonly text: string;
}

function group<T>(
  label: string,
  choices: readonly Choice<T>[],
  chosen: T | null,
  choose: (value: T) => void,
): TemplateResult {
  return html`<div class="group" role="group" aria-label=${label}>
    ${choices.map(
      ({ value, text }) =>
        html`<button
          aria-pressed=${value === chosen ? 'true' : 'false'}
          @click=${() => {
            choose(value);
          }}
        >
          ${text}
        </button>`,
    )}
  </div>`;
}

export function quantities(
  { text }: Locale,
  chosen: PastQuantity,
  choose: (quantity: PastQuantity) => void,
): TemplateResult {
  const all = ['temperature', 'humidity'] as const;
  const choices = all.map((value) => ({ value, text: text(`quantity.${value}`) }));
  return group<PastQuantity>(text('history.quantity'), choices, chosen, choose);
}

export function periods(
  { text }: Locale,
  chosen: Preset | null,
  choose: (preset: Preset) => void,
): TemplateResult {
  const choices = PRESETS.map((value) => ({ value, text: text(`history.period.${value}`) }));
  return group(text('history.period'), choices, chosen, choose);
}

export type ShownAs = 'graph' | 'table' | 'heat-map';

interface Switches {
  readonly shownAs: ShownAs;
  readonly hasHeatMap: boolean;
  /** null: not here. */
  readonly isCompared: boolean | null;
  readonly show: (as: ShownAs) => void;
  readonly compare: (isCompared: boolean) => void;
}

export function switches(
  { text }: Locale,
  { shownAs, hasHeatMap, isCompared, show, compare }: Switches,
): TemplateResult {
  const all: readonly ShownAs[] = hasHeatMap ? ['graph', 'table', 'heat-map'] : ['graph', 'table'];
  const views = all.map((value) => ({ value, text: text(`history.${value}`) }));
  return html`${group(text('history.view'), views, shownAs, show)}
  ${
    isCompared === null
      ? nothing
      : html`<button
          class="single"
          aria-pressed=${isCompared ? 'true' : 'false'}
          @click=${() => {
            compare(!isCompared);
          }}
        >
          ${text('history.earlier-years')}
        </button>`
  }`;
}

export function csvLinks(
  { text }: Locale,
  hrefOf: ((question: CsvQuestion) => string) | null,
  questions: readonly CsvQuestion[],
  rooms: readonly Room[],
): TemplateResult | typeof nothing {
  if (hrefOf === null || questions.length === 0) return nothing;
  const nameOf = (id: string): string => rooms.find((room) => room.id === id)?.name ?? id;
  return html`<span class="links">
    ${questions.map(
      (question) =>
        html`<a href=${hrefOf(question)} download
          >${questions.length === 1 ? text('history.csv') : text('history.csv.of', { room: nameOf(question.room) })}</a
        >`,
    )}
  </span>`;
}

interface RoomsLegend {
  readonly locale: Locale;
  readonly lines: readonly ChartLine[];
  readonly view: View;
  readonly wording: Wording;
  readonly rooms: readonly Room[];
  readonly shown: readonly string[];
  readonly choose: (shown: readonly string[]) => void;
}

/** Whose line is whose, between what it was, and which rooms there are besides. */
export function roomsLegend(legend: RoomsLegend): TemplateResult {
  const { locale, lines, rooms, shown, choose } = legend;
  const others = rooms.filter(({ id }) => !shown.includes(id));
  const add = ({ currentTarget }: Event): void => {
    if (!(currentTarget instanceof HTMLSelectElement) || currentTarget.value === '') return;
    const { value } = currentTarget;
    currentTarget.value = '';
    choose([...shown, value]);
  };
  return html`<ul class="legend" role="list" aria-label=${locale.text('history.rooms')}>
    ${lines.map((line) => legendEntry(line, legend))}
    ${
      others.length === 0 || shown.length >= MOST_LINES
        ? nothing
        : html`<li>
            <select aria-label=${locale.text('history.add-room')} @change=${add}>
              <option value="">${locale.text('history.add-room')}</option>
              ${others.map(({ id, name }) => html`<option value=${id}>${name}</option>`)}
            </select>
          </li>`
    }
  </ul>`;
}

function legendEntry(line: ChartLine, { locale, view, wording, shown, choose }: RoomsLegend): TemplateResult {
  const { id, name, points, yearsBefore } = line;
  const seen = points.filter(({ from, until }) => from < view.until && until > view.from);
  const low = seen.reduce((lowest, { min }) => Math.min(lowest, min), Infinity);
  const high = seen.reduce((highest, { max }) => Math.max(highest, max), -Infinity);
  const range =
    seen.length === 0
      ? locale.text('history.no-values')
      : locale.text('history.range', { min: wording.bare(low), max: wording.value(high) });
  return html`<li class="entry">
    ${swatch(line)}<span class="name">${name}</span> <span class="soft">${range}</span>
    ${
      yearsBefore > 0 || shown.length < 2
        ? nothing
        : html`<button
            class="remove"
            aria-label=${locale.text('history.remove-room', { room: name })}
            @click=${() => {
              choose(shown.filter((other) => other !== id));
            }}
          >
            ×
          </button>`
    }
  </li>`;
}
