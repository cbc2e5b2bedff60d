/** The bridge's own page: whose rooms these are, whether they are live, and the rooms. */
import { provide } from '@lit/context';
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { state } from 'lit/decorators.js';
import { daysContext, localeContext, roomsContext } from '../elements/contexts.ts';
import { markIcon } from '../elements/icons.ts';
import type { RoomSelectEvent } from '../elements/room-events.ts';
import { theme } from '../elements/theme.ts';
import { OpenedHistory } from '../history/opened-history.ts';
import type { Past } from '../history/past.ts';
import { createLocale, type Locale } from '../i18n/locale.ts';
import type { Room } from '../rooms/room.ts';
import { LOADING, type RoomsState, type Site } from '../rooms/rooms-state.ts';
import { AskBridge } from '../sources/ask-bridge.ts';
import { BridgePastSource } from '../sources/bridge-past-source.ts';
import { BridgeSource } from '../sources/bridge-source.ts';
import { bridgeUrl } from '../sources/bridge-url.ts';
import { csvHref } from '../sources/csv-href.ts';
import { browserHost } from '../sources/host.ts';
import { isSignedOut } from '../sources/signed-out.ts';
import { reconnectDelay } from '../sources/reconnect-delay.ts';
import type { RoomsSource } from '../sources/rooms-source.ts';
import { ShownDays } from '../sources/shown-days.ts';
import { pageStyles } from './climat-guardian-page.styles.ts';
import {
  layoutOf,
  layoutSwitch,
  type PageLayout,
  rememberedLayout,
  rememberLayout,
} from './layout-switch.ts';
import { navigation } from './navigation.ts';
import { enterByToken, takeToken } from './token-link.ts';

const PRODUCT = 'Climat Guardian';

const CONNECTION = {
  loading: 'page.connecting',
  ready: 'page.live',
  error: 'page.offline',
} as const;

export class ClimatGuardianPage extends LitElement {
  static override styles = [theme, pageStyles];

  @provide({ context: localeContext })
  @state()
  accessor locale: Locale = createLocale({ language: navigator.language });

  @provide({ context: roomsContext })
  @state()
  accessor known: RoomsState = LOADING;

  @provide({ context: daysContext })
  @state()
  accessor days: ReadonlyMap<string, Past> = new Map();

  @state() accessor chosenLayout: PageLayout | null = rememberedLayout();
  @state() accessor hasForm = false;
  /** Why a link did not let in. */
  @state() accessor linkProblem = '';

  private readonly source: RoomsSource = new BridgeSource({
    url: bridgeUrl(document.baseURI),
    retryDelay: (attempt) => reconnectDelay(attempt, Math.random),
    snapshotTimeoutMs: 10_000,
    isSignedOut: () => isSignedOut(document.baseURI),
  });
  private readonly past = pastOf(document.baseURI, () => siteOf(this.known)?.timezone ?? 'UTC');
  private readonly history = new OpenedHistory(this);
  private readonly shownDays = new ShownDays((days) => {
    this.days = days;
  });
  private unsubscribe: (() => void) | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener('hashchange', this.follow);
    this.follow();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener('hashchange', this.follow);
    this.unsubscribe?.();
    this.unsubscribe = undefined;
    this.shownDays.stop();
  }

  override render(): TemplateResult {
    const { known, locale } = this;
    const site = siteOf(known);
    const isOut = known.status === 'error' && known.reason === 'signed-out';
    const rooms = known.status === 'loading' ? [] : known.rooms;
    const layout = layoutOf(rooms.length, this.chosenLayout);
    return html`<header>
        <span class="mark">${markIcon}</span>
        <div class="site">
          <h1>${site?.name ?? PRODUCT}</h1>
          ${rooms.length === 0 ? nothing : this.summary(rooms)}
        </div>
        ${layoutSwitch(rooms.length, layout, { text: locale.text, choose: this.choose })}
        <p class="connection ${isOut ? 'loading' : known.status}" role="status">
          <span class="spoken">${locale.text('page.connection')}: </span
          >${locale.text(isOut ? 'page.signed-out' : CONNECTION[known.status])}
        </p>
      </header>
      ${navigation('rooms', locale.text)}
      <main>
        ${this.linkProblem === '' ? nothing : html`<p class="notice" role="alert">${this.linkProblem}</p>`}
        ${
          isOut && this.hasForm
            ? html`<climat-guardian-sign-in
                @signed-in=${() => {
                  this.begin();
                }}
              ></climat-guardian-sign-in>`
            : html`<climat-guardian-rooms
                .layout=${layout}
                grouped
                selectable
                @climat-guardian-room-select=${this.onTap}
              ></climat-guardian-rooms>`
        }
        ${this.history.render({
          rooms,
          source: this.past,
          locale,
          csvHref,
        })}
      </main>`;
  }

  private summary(rooms: readonly Room[]): TemplateResult {
    const { locale } = this;
    const silent = rooms.filter((room) => room.silent !== null).length;
    const count = locale.count('page.rooms', rooms.length);
    return html`<p class="summary">
      ${count}${silent === 0 ? nothing : html` · ${locale.text('page.silent', { count: String(silent) })}`}
    </p>`;
  }

  protected override updated(): void {
    document.documentElement.lang = this.locale.language;
  }

  private readonly onTap = ({ roomId }: RoomSelectEvent): void => {
    this.history.open(roomId);
  };

  private readonly choose = (layout: PageLayout): void => {
    this.chosenLayout = layout;
    rememberLayout(layout);
  };

  /** Where the address is a link that lets in, by that first. */
  private readonly follow = (): void => {
    const token = takeToken(window);
    if (token !== undefined) void this.enter(token);
    else if (this.unsubscribe === undefined) this.begin();
  };

  private async enter(token: string): Promise<void> {
    const entered = await enterByToken(document.baseURI, token);
    if (!this.isConnected) return;
    const { text } = this.locale;
    this.linkProblem =
      entered.is === 'in'
        ? ''
        : text('page.link.refused', { detail: entered.detail ?? text('page.link.unreachable') });
    this.begin();
  }

  /** Afresh, also where a connection or the wait for one is under way. */
  private begin(): void {
    this.unsubscribe?.();
    this.unsubscribe = this.source.subscribe((known) => {
      this.show(known);
    });
  }

  /** Home Assistant loads this module too, and needs no form: that is the status page's. */
  private async fetchForm(): Promise<void> {
    try {
      await import(new URL('climat-guardian-status.js', document.baseURI).href);
      this.hasForm = true;
    } catch (error) {
      // Tried again with the next connection; until then the page says where else there is one.
      console.warn('Climat Guardian: the form to sign in could not be loaded.', error);
    }
  }

  private show(known: RoomsState): void {
    const site = siteOf(known);
    if (site && site.timezone !== siteOf(this.known)?.timezone) {
      this.locale = createLocale({ language: navigator.language, timeZone: site.timezone });
    }
    if (site) document.title = `${site.name} – ${PRODUCT}`;
    this.known = known;
    // Of rooms that are not live the days that are known stay, as the rooms do.
    if (known.status === 'ready') this.shownDays.of(known.rooms, this.past);
    if (known.status === 'error' && known.reason === 'signed-out' && !this.hasForm) void this.fetchForm();
  }
}

function pastOf(base: string, timeZone: () => string): BridgePastSource {
  const host = browserHost();
  const ask = new AskBridge({ fetch: (...args) => fetch(...args), base, after: host.after });
  return new BridgePastSource({ ask, timeZone, host });
}

function siteOf(known: RoomsState): Site | undefined {
  return known.status === 'loading' ? undefined : known.site;
}

declare global {
  interface HTMLElementTagNameMap {
    'climat-guardian-page': ClimatGuardianPage;
  }
}
