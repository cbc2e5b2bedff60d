/** All rooms, and in their place what there is to say while there are none. */
import { consume } from '@lit/context';
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { Past } from '../history/past.ts';
import type { TextKey } from '../i18n/en.ts';
import { ENGLISH, type Locale } from '../i18n/locale.ts';
import { byFloor, type Floor } from '../rooms/by-floor.ts';
import type { Room } from '../rooms/room.ts';
import { type Fault, LOADING, type RoomsState } from '../rooms/rooms-state.ts';
import { gridStyles } from './climat-guardian-rooms.styles.ts';
import type { RoomLayout } from './climat-guardian-room.ts';
import { daysContext, localeContext, roomsContext } from './contexts.ts';
import { faultIcon, markIcon } from './icons.ts';
import { Minute } from './minute.ts';
import { theme } from './theme.ts';

type EmptyHint = Extract<TextKey, `rooms.empty.${string}`>;

export class ClimatGuardianRooms extends LitElement {
  static override styles = [theme, gridStyles];

  @consume({ context: roomsContext, subscribe: true })
  @property({ attribute: false })
  accessor state: RoomsState = LOADING;

  @consume({ context: daysContext, subscribe: true })
  @property({ attribute: false })
  accessor days: ReadonlyMap<string, Past> = new Map();

  @consume({ context: localeContext, subscribe: true })
  @property({ attribute: false })
  accessor locale: Locale = ENGLISH;

  /** What to do when there are no rooms differs from host to host. */
  @property({ attribute: false }) accessor emptyHint: EmptyHint = 'rooms.empty.page';
  /** Passed on to each tile. */
  @property({ type: Boolean }) accessor selectable = false;

  /** `fit` is for a single room that fills its host. */
  @property({ reflect: true }) accessor layout: RoomLayout = 'tile';
  /** Below a heading for each floor, where any room has one. */
  @property({ type: Boolean }) accessor grouped = false;

  private readonly minute = new Minute(this);

  override render(): TemplateResult {
    const { state } = this;
    switch (state.status) {
      case 'loading':
        return this.loading();
      case 'ready':
        return state.rooms.length === 0 ? this.empty() : this.rooms(state.rooms, false);
      case 'error':
        return html`${this.fault(state.reason)}${state.rooms.length === 0 ? nothing : this.rooms(state.rooms, true)}`;
    }
  }

  private rooms(rooms: readonly Room[], stale: boolean): TemplateResult {
    if (!this.grouped || rooms.every(({ floor }) => floor === null)) return this.list(rooms, stale, false);
    return html`${repeat(
      byFloor(rooms),
      ({ name }) => name,
      (floor) => this.floor(floor, stale),
    )}`;
  }

  private floor({ name, rooms }: Floor, stale: boolean): TemplateResult {
    return html`<section>
      <h2 dir="auto">${name ?? this.locale.text('room.no-floor')}</h2>
      ${this.list(rooms, stale, true)}
    </section>`;
  }

  private list(rooms: readonly Room[], stale: boolean, grouped: boolean): TemplateResult {
    const { now } = this.minute;
    const today = this.locale.day(new Date(now));
    const kind = this.layout === 'line' ? 'lines' : rooms.length <= 3 && !grouped ? 'few' : 'many';
    // role: Safari forgets that a list without bullets is one.
    return html`<ul role="list" class=${kind}>
      ${repeat(
        rooms,
        ({ id }) => id,
        (room) =>
          html`<li>
            <climat-guardian-room
              .room=${room}
              .day=${this.days.get(room.id) ?? null}
              .stale=${stale}
              .selectable=${this.selectable}
              .today=${today}
              .now=${now}
              .grouped=${grouped}
              .layout=${this.layout}
            ></climat-guardian-room>
          </li>`,
      )}
    </ul>`;
  }

  private loading(): TemplateResult {
    return html`<p class="spoken" role="status">${this.locale.text('rooms.loading')}</p>
      <div class=${this.layout === 'line' ? 'lines' : 'many'} aria-hidden="true">
        ${(this.layout === 'fit' ? [0] : [0, 1, 2, 3]).map(() => html`<div class="ghost"></div>`)}
      </div>`;
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
