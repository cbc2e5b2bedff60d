/** The Lovelace card: Home Assistant's contract on the outside, the rooms' own elements within. */
import { provide } from '@lit/context';
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { state } from 'lit/decorators.js';
import { daysContext, localeContext, roomsContext } from '../elements/contexts.ts';
import type { RoomHoldEvent, RoomSelectEvent } from '../elements/room-events.ts';
import { OpenedHistory } from '../history/opened-history.ts';
import type { Past } from '../history/past.ts';
import type { PastSource } from '../history/past-source.ts';
import { ENGLISH, type Locale } from '../i18n/locale.ts';
import type { Hass } from '../rooms/hass.ts';
import { LOADING, type RoomsState } from '../rooms/rooms-state.ts';
import { HassPastSource } from '../sources/hass-past-source.ts';
import { HomeAssistantSource } from '../sources/home-assistant-source.ts';
import { browserHost } from '../sources/host.ts';
import { ShownDays } from '../sources/shown-days.ts';
import { type Action, type CardConfig, EVERY_ROOM, parseCardConfig } from './card-config.ts';
import { type CardForm, cardForm } from './card-form.ts';
import { stubConfig } from './card-stub.ts';
import { cardStyles } from './climat-guardian-card.styles.ts';
import { hassLocale } from './hass-locale.ts';
import { renamed } from './renamed.ts';

const NO_DAYS: ReadonlyMap<string, Past> = new Map();

export class ClimatGuardianCard extends LitElement {
  static override styles = cardStyles;

  @state() accessor config: CardConfig = EVERY_ROOM;

  @provide({ context: localeContext })
  @state()
  accessor locale: Locale = ENGLISH;

  @provide({ context: roomsContext })
  @state()
  accessor shown: RoomsState = LOADING;

  @provide({ context: daysContext })
  @state()
  accessor days: ReadonlyMap<string, Past> = NO_DAYS;

  private readonly source = new HomeAssistantSource();
  private readonly history = new OpenedHistory(this);
  private readonly shownDays = new ShownDays((days) => {
    this.days = days;
  });
  private past: PastSource | null = null;
  private known: RoomsState = LOADING;
  private unsubscribe: (() => void) | undefined;
  private present: Hass | undefined;

  static getStubConfig(hass: Hass): Readonly<Record<string, unknown>> {
    return stubConfig(hass);
  }

  static getConfigForm(): CardForm {
    return cardForm();
  }

  setConfig(config: unknown): void {
    this.config = parseCardConfig(config);
    this.source.choose(this.config);
    this.show();
  }

  set hass(hass: Hass) {
    const { present } = this;
    if (present?.locale !== hass.locale || present.config !== hass.config) this.locale = hassLocale(hass);
    this.present = hass;
    if (hass.connection !== undefined && hass.connection !== present?.connection) {
      const { connection } = hass;
      this.past = new HassPastSource({ connection, rooms: this.source, host: browserHost() });
    }
    this.source.update(hass);
    this.watchDays();
  }

  /** In rows of 50 px, for the masonry view: two tiles of three rows beside each other. */
  getCardSize(): number {
    const rooms = this.shown.status === 'loading' ? 2 : this.shown.rooms.length;
    const title = this.config.title === null ? 0 : 1;
    return (
      title + (this.config.layout === 'list' ? Math.max(1, rooms) : Math.max(3, Math.ceil(rooms / 2) * 3))
    );
  }

  /** A single room fills half a section, as Home Assistant's own tiles do; more of them take what they need. */
  getGridOptions(): Record<string, number | string> {
    return this.isSingle
      ? { columns: 6, rows: 2, min_columns: 4, min_rows: 2 }
      : { columns: 12, rows: 'auto', min_columns: 6 };
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
    this.unsubscribe = undefined;
    this.shownDays.stop();
  }

  override render(): TemplateResult {
    const { config } = this;
    return html`<ha-card .header=${config.title ?? nothing} class=${this.isSingle ? 'single' : ''}>
      <climat-guardian-rooms
        selectable
        layout=${config.layout === 'list' ? 'line' : this.isSingle ? 'fit' : 'tile'}
        .emptyHint=${isChosen(config) ? 'rooms.empty.chosen' : 'rooms.empty.home-assistant'}
        @climat-guardian-room-select=${this.onTap}
        @climat-guardian-room-hold=${this.onHold}
      ></climat-guardian-rooms>
      ${this.renderHistory()}
    </ha-card>`;
  }

  protected renderHistory(): TemplateResult | typeof nothing {
    const { locale, past, shown } = this;
    return this.history.render({
      rooms: shown.status === 'loading' ? [] : shown.rooms,
      source: past,
      locale,
    });
  }

  /** One that was chosen, without a title above it. */
  private get isSingle(): boolean {
    const { config, shown } = this;
    if (config.layout === 'list' || config.title !== null || !isChosen(config)) return false;
    if (shown.status !== 'loading') return shown.rooms.length === 1;
    return config.devices.length + config.areas.length + config.entities.length === 1;
  }

  private show(): void {
    const { known, config } = this;
    this.shown =
      known.status === 'loading' ? known : { ...known, rooms: renamed(known.rooms, config.overrides) };
    this.watchDays();
  }

  private watchDays(): void {
    const { shown, config } = this;
    if (this.unsubscribe === undefined) return;
    const rooms = shown.status === 'loading' || !config.sparkline ? [] : shown.rooms;
    if (rooms.length === 0) this.days = NO_DAYS;
    this.shownDays.of(rooms, this.past);
  }

  protected readonly onTap = ({ roomId }: RoomSelectEvent): void => {
    const { tapAction } = this.config;
    if (tapAction !== null) this.act(roomId, 'tap', tapAction);
    else if (this.past === null) this.showMore(roomId);
    else this.history.open(roomId);
  };

  protected readonly onHold = (event: RoomHoldEvent): void => {
    event.preventDefault();
    const { holdAction } = this.config;
    if (holdAction === null) this.showMore(event.roomId);
    else this.act(event.roomId, 'hold', holdAction);
  };

  /** Home Assistant's own event: its frontend listens at the root and carries it out. */
  private act(roomId: string, gesture: 'tap' | 'hold', action: Action): void {
    const config = { entity: this.source.mainEntity(roomId), [`${gesture}_action`]: action };
    this.tell('hass-action', { config, action: gesture });
  }

  private showMore(roomId: string): void {
    const entityId = this.source.mainEntity(roomId);
    if (entityId !== undefined) this.tell('hass-more-info', { entityId });
  }

  private tell(type: string, detail: object): void {
    this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true }));
  }
}

function isChosen({ devices, areas, entities }: CardConfig): boolean {
  return devices.length + areas.length + entities.length > 0;
}

declare global {
  interface HTMLElementTagNameMap {
    'climat-guardian-card': ClimatGuardianCard;
  }
}
