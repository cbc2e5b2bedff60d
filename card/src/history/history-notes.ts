/** What is to be said of the answers: what a point is, whose means they are, what failed and what to do. */
import { html, nothing, type TemplateResult } from 'lit';
import { faultIcon } from '../elements/icons.ts';
import type { Locale } from '../i18n/locale.ts';
import type { Room } from '../rooms/room.ts';
import type { ChartScene } from './chart-scene.ts';
import type { Wording } from './describe-past.ts';
import { gapsInView } from './history-gaps.ts';
import type { ShownAs } from './history-controls.ts';
import type { PastQuantity } from './past.ts';
import type { Answers } from './past-answers.ts';

export function faults(
  { text }: Locale,
  rooms: readonly Room[],
  { ofRoom }: Answers,
  retry: () => void,
): TemplateResult | typeof nothing {
  const failed = [...ofRoom].flatMap(([id, { fault }]) => (fault === null ? [] : [{ id, fault }]));
  if (failed.length === 0) return nothing;
  const kinds = [...new Set(failed.map(({ fault }) => fault))];
  const nameOf = (id: string): string => rooms.find((room) => room.id === id)?.name ?? id;
  // Of all alike it is said once.
  const isOfAll = kinds.length === 1 && failed.length === ofRoom.size;
  return html`<div class="fault" role="status">
    ${faultIcon}
    <div>
      ${kinds.map((kind) => {
        const names = failed.filter(({ fault }) => fault === kind).map(({ id }) => nameOf(id));
        return html`<p>
          ${isOfAll && names.length > 1 ? nothing : html`<strong>${names.join(', ')}:</strong>`}
          ${text(`history.fault.${kind}`)}
        </p>`;
      })}
    </div>
    <button class="single" @click=${retry}>${text('history.retry')}</button>
  </div>`;
}

export function notes(
  { text }: Locale,
  { ofRoom }: Answers,
  { tier, hasCoverage }: ChartScene,
  shownAs: ShownAs,
): TemplateResult | typeof nothing {
  const pasts = [...ofRoom.values()].flatMap(({ past }) => past ?? []);
  if (pasts.length === 0) return nothing;
  const isGraph = shownAs === 'graph';
  const sentences = [
    // Of hours, whatever the graph would show.
    tier === null || shownAs === 'heat-map' ? null : `${text(`history.tier.${tier}`)}.`,
    isGraph && tier !== null && tier !== 'raw' ? text('history.band') : null,
    isGraph && hasCoverage ? text('history.ribbon') : null,
    // Readings are nobody's means.
    pasts.some((past) => past.meansBy === 'home-assistant' && past.tier !== 'raw')
      ? text('history.by-home-assistant')
      : null,
    isGraph ? `${text('history.hint')}.` : null,
  ];
  return html`<p class="soft notes">${sentences.filter((sentence) => sentence !== null).join(' ')}</p>`;
}

/** The graph in a sentence. */
export function summaryOf(
  { text }: Locale,
  quantity: PastQuantity,
  scene: ChartScene,
  wording: Wording,
): string {
  const rooms = scene.lines.map(({ name, points }) => {
    if (points.length === 0) return `${name} ${text('history.no-values')}`;
    const low = points.reduce((lowest, { min }) => Math.min(lowest, min), Infinity);
    const high = points.reduce((highest, { max }) => Math.max(highest, max), -Infinity);
    return `${name} ${text('history.extremes', { min: wording.value(low), max: wording.value(high) })}`;
  });
  const missing = gapsInView(scene.lines, scene.view).length;
  return [
    text('history.graph-of', {
      quantity: text(`quantity.${quantity}`),
      period: wording.period(scene.view),
      rooms: rooms.join('; '),
    }),
    ...(missing === 0 ? [] : [`${text('history.gaps')}: ${String(missing)}`]),
  ].join('. ');
}
