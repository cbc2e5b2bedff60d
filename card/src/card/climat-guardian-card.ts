/** The Lovelace card: Home Assistant's contract on the outside, the rooms' own elements within. */
import { provide } from '@lit/context';
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { state } from 'lit/decorators.js';
import { RoomSelectEvent } from '../elements/climat-guardian-room.ts';
import { localeContext, roomsContext } from '../elements/contexts.ts';
import { createLocale, type Locale } from '../i18n/locale.ts';
import type { Hass } from '../rooms/hass.ts';
import { chosen } from '../rooms/order.ts';
import { LOADING, type RoomsState } from '../rooms/rooms-state.ts';
import { HomeAssistantSource } from '../sources/home-assistant-source.ts';
import { type CardConfig, parseCardConfig } from './card-config.ts';
import { type CardForm, cardForm } from './card-form.ts';
import { cardStyles } from './climat-guardian-card.styles.ts';
import { hassLocale } from './hass-locale.ts';

export class ClimatGuardianCard extends LitElement {
  static override styles = cardStyles;

  @state() accessor config: CardConfig = { title: null, devices: [] };

  @provide({ context: localeContext })
  @state()
  accessor locale: Locale = createLocale({ language: 'en' });

  @provide({ context: roomsContext })
  @state()
  accessor shown: RoomsState = LOADING;

  private readonly source = new HomeAssistantSource();
  private known: RoomsState = LOADING;
  private unsubscribe: (() => void) | undefined;
  private present: Hass | undefined;

  static getStubConfig(): Record<string, never> {
    return {};
  }

  static getConfigForm(): CardForm {
    return cardForm();
  }

  setConfig(config: unknown): void {
    this.config = parseCardConfig(config);
    this.show();
  }

  set hass(hass: Hass) {
    if (this.present?.locale !== hass.locale || this.present.config !== hass.config)
      this.locale = hassLocale(hass);
    this.present = hass;
    this.source.update(hass);
  }

  /** In rows of 50 px, for the masonry view: two tiles of three rows beside each other. */
  getCardSize(): number {
    const rooms = this.shown.status === 'loading' ? 2 : this.shown.rooms.length;
    return (this.config.title === null ? 0 : 1) + Math.max(3, Math.ceil(rooms / 2) * 3);
  }

  getGridOptions(): Record<string, number | string> {
    return { columns: 12, min_columns: 6, rows: 'auto' };
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.unsubscribe = this.source.subscribe((known) => {
      this.known = known;
      this.show();
    });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.unsubscribe?.();
  }

  override render(): TemplateResult {
    const { title, devices } = this.config;
    const noneLeft = devices.length > 0 && this.known.status === 'ready' && this.known.rooms.length > 0;
    return html`<ha-card .header=${title ?? nothing}>
      <climat-guardian-rooms
        selectable
        .emptyHint=${noneLeft ? 'rooms.empty.chosen' : 'rooms.empty.home-assistant'}
        @climat-guardian-room-select=${this.showMore}
      ></climat-guardian-rooms>
    </ha-card>`;
  }

  private show(): void {
    const known = this.known;
    this.shown =
      known.status === 'loading' ? known : { ...known, rooms: chosen(known.rooms, this.config.devices) };
  }

  private readonly showMore = ({ roomId }: RoomSelectEvent): void => {
    const entityId = this.source.mainEntity(roomId);
    if (entityId === undefined) return;
    // Home Assistant's own event: its frontend listens at the root and opens the dialog.
    this.dispatchEvent(
      new CustomEvent('hass-more-info', { detail: { entityId }, bubbles: true, composed: true }),
    );
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'climat-guardian-card': ClimatGuardianCard;
  }
}
