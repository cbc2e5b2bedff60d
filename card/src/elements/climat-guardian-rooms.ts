/** All rooms as a grid of tiles, and in their place what there is to say while there are none. */
import { consume } from '@lit/context';
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { TextKey } from '../i18n/en.ts';
import { createLocale, type Locale } from '../i18n/locale.ts';
import type { Room } from '../rooms/room.ts';
import { type Fault, LOADING, type RoomsState } from '../rooms/rooms-state.ts';
import { gridStyles } from './climat-guardian-rooms.styles.ts';
import { localeContext, roomsContext } from './contexts.ts';
import { faultIcon, markIcon } from './icons.ts';
import { theme } from './theme.ts';
import { Today } from './today.ts';

type EmptyHint = Extract<TextKey, `rooms.empty.${string}`>;

export class ClimatGuardianRooms extends LitElement {
  static override styles = [theme, gridStyles];

  @consume({ context: roomsContext, subscribe: true })
  @property({ attribute: false })
  accessor state: RoomsState = LOADING;

  @consume({ context: localeContext, subscribe: true })
  @property({ attribute: false })
  accessor locale: Locale = createLocale({ language: 'en' });

  /** What to do when there are no rooms differs from host to host. */
  @property({ attribute: false }) accessor emptyHint: EmptyHint = 'rooms.empty.page';
  /** Passed on to each tile. */
  @property({ type: Boolean }) accessor selectable = false;

  constructor() {
    super();
    new Today(this);
  }

  override render(): TemplateResult {
    const { state } = this;
    switch (state.status) {
      case 'loading':
        return this.loading();
      case 'ready':
        return state.rooms.length === 0 ? this.empty() : this.tiles(state.rooms, false);
      case 'error':
        return html`${this.fault(state.reason)}${state.rooms.length === 0 ? nothing : this.tiles(state.rooms, true)}`;
    }
  }

  private tiles(rooms: readonly Room[], stale: boolean): TemplateResult {
    const today = this.locale.day(new Date());
    // role: Safari forgets that a list without bullets is one.
    return html`<ul role="list" class=${rooms.length <= 3 ? 'few' : 'many'}>
      ${repeat(
        rooms,
        ({ id }) => id,
        (room) =>
          html`<li>
            <climat-guardian-room
              .room=${room}
              .stale=${stale}
              .selectable=${this.selectable}
              .today=${today}
            ></climat-guardian-room>
          </li>`,
      )}
    </ul>`;
  }

  private loading(): TemplateResult {
    return html`<p class="spoken" role="status">${this.locale.text('rooms.loading')}</p>
      <div class="many" aria-hidden="true">${[0, 1, 2, 3].map(() => html`<div class="ghost"></div>`)}</div>`;
  }

  private empty(): TemplateResult {
    return html`<div class="empty" role="status">
      ${markIcon}
      <p class="title">${this.locale.text('rooms.empty')}</p>
      <p>${this.locale.text(this.emptyHint)}</p>
    </div>`;
  }

  private fault(fault: Fault): TemplateResult {
    return html`<div class="fault" role="status">
      ${faultIcon}
      <p>
        <strong>${this.locale.text(`fault.${fault}`)}</strong>
        <span>${this.locale.text(`fault.${fault}.detail`)}</span>
      </p>
    </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'climat-guardian-rooms': ClimatGuardianRooms;
  }
}
