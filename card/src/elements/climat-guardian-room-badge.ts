/** One room as a pill in the manner of Home Assistant's badges: an icon, the name, the value. */
import { consume } from '@lit/context';
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import type { Past } from '../history/past.ts';
import { describeAge } from '../i18n/describe-age.ts';
import { describeSilence } from '../i18n/describe-silence.ts';
import { ENGLISH, type Formatted, type Locale } from '../i18n/locale.ts';
import { ageOf } from '../rooms/age.ts';
import { believable, measuredAtOf } from '../rooms/believable.ts';
import { DEVIATION_KIND, deviationOf } from '../rooms/deviation.ts';
import type { Room } from '../rooms/room.ts';
import { silentSince } from '../rooms/silent-since.ts';
import { badgeStyles } from './climat-guardian-room-badge.styles.ts';
import { localeContext } from './contexts.ts';
import { DEVIATION_ICON, silentIcon, thermometerIcon, waitingIcon } from './icons.ts';
import { Press } from './press.ts';
import { theme } from './theme.ts';

interface Shown {
  readonly icon: TemplateResult;
  readonly kind: string;
  /** null: the values speak for themselves. */
  readonly words: string | null;
}

export class ClimatGuardianRoomBadge extends LitElement {
  static override styles = [theme, badgeStyles];

  @property({ attribute: false }) accessor room: Room | null = null;
  @property({ attribute: false }) accessor day: Past | null = null;
  @property({ type: Boolean }) accessor stale = false;
  @property({ type: Boolean }) accessor selectable = false;
  /** ms since 1970; 0: not told, and then nothing is called old. */
  @property({ attribute: false }) accessor now = 0;

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
    const { icon, kind, words } = this.shown(room);
    const temperature = believable(room.temperature);
    const humidity = believable(room.humidity);
    const values = [
      temperature && locale.temperature(temperature),
      humidity && locale.humidity(humidity),
    ].filter((value) => value !== null);
    const content = html`${icon}<span class="words">
        <span class="name"><bdi>${room.name}</bdi></span>
        <span class="value">
          ${
            room.silent && words !== null
              ? words
              : html`${values.length === 0 ? locale.text('value.none') : values.map(written)}${
                  words === null ? nothing : html`<span class="note"> · ${words}</span>`
                }`
          }
        </span>
      </span>`;
    return this.selectable
      ? html`<button class="badge ${kind}" aria-keyshortcuts="Shift+Enter">${content}</button>`
      : html`<div class="badge ${kind}">${content}</div>`;
  }

  private shown(room: Room): Shown {
    const { locale } = this;
    if (room.silent) {
      const { title } = describeSilence(room.silent, silentSince(this.day)?.cause ?? null, locale);
      const isWaiting = room.silent.cause === 'connecting';
      return {
        icon: isWaiting ? waitingIcon : silentIcon,
        kind: isWaiting ? 'past' : 'silent',
        words: title,
      };
    }
    const age = ageOf(measuredAtOf(room), this.day, this.now);
    if (age !== null) {
      const words = locale.text('room.old', { age: describeAge(age, locale) });
      return { icon: waitingIcon, kind: 'past', words };
    }
    const deviation = this.stale ? null : deviationOf(room);
    if (deviation === null) return { icon: thermometerIcon, kind: this.stale ? 'past' : '', words: null };
    const kind = DEVIATION_KIND[deviation];
    return { icon: DEVIATION_ICON[kind], kind, words: locale.text(`room.comfort.${deviation}`) };
  }
}

const written = ({ number, unit }: Formatted, n: number): TemplateResult =>
  html`${n === 0 ? nothing : ' · '}<span class="number" dir="ltr">${number} ${unit}</span>`;

declare global {
  interface HTMLElementTagNameMap {
    'climat-guardian-room-badge': ClimatGuardianRoomBadge;
  }
}
