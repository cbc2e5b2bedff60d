/** Store, clock and sinks: one card each, which says by itself when it is not well. */
import { html, nothing, svg, type TemplateResult } from 'lit';
import { faultIcon } from '../../elements/icons.ts';
import type { StatusKey, StatusLocale } from '../../i18n/status-locale.ts';
import { pairingCode } from '../access/pairing-code.ts';
import type { PairingState, ShownStatus } from './parse-status.ts';

/** Readings that wait longer for the disk are late. */
const lateSeconds = 10;

type Fact = readonly [name: StatusKey, value: string];

interface Card {
  readonly title: StatusKey;
  readonly facts: readonly Fact[];
  /** What is wrong. */
  readonly sentences: readonly string[];
  readonly more?: TemplateResult | typeof nothing;
}

export function statusCards(status: ShownStatus, locale: StatusLocale, now: Date): TemplateResult {
  return html`<div class="cards">
    ${storeCard(status, locale)}${clockCard(status, locale, now)}${sinksCard(status, locale, now)}
  </div>`;
}

/** The digits, while they let somebody in and may be seen. */
export function openPairingCard(
  pairing: PairingState | undefined,
  locale: StatusLocale,
): TemplateResult | typeof nothing {
  if (pairing?.open !== true || pairing.code === null) return nothing;
  return html`<section class="card pairing" aria-labelledby="pairing">
    <h2 id="pairing">${locale.text('pair.title')}</h2>
    ${pairingCode(pairing, locale)}
  </section>`;
}

function storeCard({ store }: ShownStatus, locale: StatusLocale): TemplateResult {
  const { text, number, bytes, duration } = locale;
  const { disk, waiting, waitingSeconds, quarantined, sentences } = store;
  const count = number(waiting);
  const facts: Fact[] = [
    ['store.kept', number(store.readings)],
    ['store.size', bytes(store.bytes)],
    [
      'store.waiting',
      waitingSeconds < lateSeconds
        ? count
        : text('store.waiting.for', { count, duration: duration(waitingSeconds) }),
    ],
  ];
  if (quarantined > 0) facts.push(['store.quarantined', number(quarantined)]);
  if (disk !== null) {
    const [free, total] = [bytes(disk.freeBytes), bytes(disk.totalBytes)];
    facts.push(['disk.ballast', text(disk.hasBallast ? 'disk.ballast.yes' : 'disk.ballast.no')]);
    facts.push(['disk.free', text('disk.free.of', { free, total })]);
  }
  return card(locale, {
    title: 'store.title',
    facts,
    sentences,
    more: disk === null ? nothing : diskBar(disk),
  });
}

/** Drawn, as a strict policy allows no style of an element's own; the words are beside it. */
function diskBar({
  freeBytes,
  totalBytes,
  isLow,
}: NonNullable<ShownStatus['store']['disk']>): TemplateResult {
  const used = Math.min(100, Math.max(0, 100 - (freeBytes / Math.max(1, totalBytes)) * 100));
  return html`<svg
    class="bar ${isLow ? 'low' : ''}"
    viewBox="0 0 100 6"
    preserveAspectRatio="none"
    aria-hidden="true"
  >
    ${svg`<rect class="ground" width="100" height="6" /><rect class="used" width=${used.toFixed(1)} height="6" />`}
  </svg>`;
}

function clockCard({ clock }: ShownStatus, locale: StatusLocale, now: Date): TemplateResult {
  const { text, accuracy, duration, moment } = locale;
  const { trusted, source, since, untrustedSeconds, accuracySeconds, sentence } = clock;
  const facts: Fact[] = [['clock.state', text(trusted ? 'clock.trusted' : 'clock.untrusted')]];
  if (trusted && source !== null) facts.push(['clock.source', source]);
  if (trusted && accuracySeconds !== null) facts.push(['clock.accuracy', accuracy(accuracySeconds)]);
  if (trusted && since !== null) facts.push(['clock.since', moment(new Date(since), now)]);
  if (untrustedSeconds !== null) facts.push(['clock.untrusted.for', duration(untrustedSeconds)]);
  return card(locale, { title: 'clock.title', facts, sentences: sentence === null ? [] : [sentence] });
}

function sinksCard({ sinks }: ShownStatus, locale: StatusLocale, now: Date): TemplateResult {
  const { text, number, moment } = locale;
  const one = (sink: ShownStatus['sinks'][number]): TemplateResult => {
    const isWell = sink.failure === null;
    const state = sink.circuit === 'closed' && !isWell ? 'sink.failing' : (`sink.${sink.circuit}` as const);
    return html`<li>
      <h3>${sink.name}</h3>
      <p class="state ${isWell ? 'well' : 'ill'}">${isWell ? nothing : faultIcon}${text(state)}</p>
      ${facts(locale, [
        ['sink.waiting', number(sink.waiting)],
        ...(sink.oldest === null ? [] : [['sink.oldest', moment(new Date(sink.oldest), now)] as const]),
        ...(sink.refused === 0 ? [] : [['sink.refused', number(sink.refused)] as const]),
      ])}
      ${isWell ? nothing : html`<p class="sentence">${sink.failure}</p>`}
    </li>`;
  };
  return card(locale, {
    title: 'sinks.title',
    facts: [],
    sentences: [],
    more:
      sinks.length === 0
        ? html`<p class="note">${text('sinks.none')}</p>`
        : html`<ul class="sinks" role="list">
            ${sinks.map(one)}
          </ul>`,
  });
}

function card(locale: StatusLocale, { title, facts: said, sentences, more = nothing }: Card): TemplateResult {
  return html`<section class="card ${sentences.length === 0 ? '' : 'ill'}" aria-label=${locale.text(title)}>
    <h2>${sentences.length === 0 ? nothing : faultIcon}${locale.text(title)}</h2>
    ${facts(locale, said)} ${more} ${sentences.map((sentence) => html`<p class="sentence">${sentence}</p>`)}
  </section>`;
}

function facts({ text }: StatusLocale, said: readonly Fact[]): TemplateResult | typeof nothing {
  if (said.length === 0) return nothing;
  return html`<dl>
    ${said.map(
      ([name, value]) =>
        html`<div>
          <dt>${text(name)}</dt>
          <dd>${value}</dd>
        </div>`,
    )}
  </dl>`;
}
