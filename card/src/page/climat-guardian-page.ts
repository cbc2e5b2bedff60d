/** The bridge's own page: whose rooms these are, whether they are live, and the rooms. */
import { provide } from '@lit/context';
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { state } from 'lit/decorators.js';
import { localeContext, roomsContext } from '../elements/contexts.ts';
import { markIcon } from '../elements/icons.ts';
import { theme } from '../elements/theme.ts';
import { createLocale, type Locale } from '../i18n/locale.ts';
import type { Room } from '../rooms/room.ts';
import { LOADING, type RoomsState, type Site } from '../rooms/rooms-state.ts';
import { BridgeSource } from '../sources/bridge-source.ts';
import { bridgeUrl } from '../sources/bridge-url.ts';
import { isSignedOut } from '../sources/signed-out.ts';
import { reconnectDelay } from '../sources/reconnect-delay.ts';
import type { RoomsSource } from '../sources/rooms-source.ts';
import { pageStyles } from './climat-guardian-page.styles.ts';

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

  @state() accessor hasForm = false;

  private readonly source: RoomsSource = new BridgeSource({
    url: bridgeUrl(document.baseURI),
    retryDelay: (attempt) => reconnectDelay(attempt, Math.random),
    snapshotTimeoutMs: 10_000,
    isSignedOut: () => isSignedOut(document.baseURI),
  });
  private unsubscribe: (() => void) | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.begin();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.unsubscribe?.();
  }

  override render(): TemplateResult {
    const { known, locale } = this;
    const site = siteOf(known);
    const isOut = known.status === 'error' && known.reason === 'signed-out';
    return html`<header>
        <span class="mark">${markIcon}</span>
        <div class="site">
          <h1>${site?.name ?? PRODUCT}</h1>
          ${known.status === 'loading' || known.rooms.length === 0 ? nothing : this.summary(known.rooms)}
        </div>
        <p class="connection ${isOut ? 'loading' : known.status}" role="status">
          <span class="spoken">${locale.text('page.connection')}: </span
          >${locale.text(isOut ? 'page.signed-out' : CONNECTION[known.status])}
        </p>
        <a class="to-status" href="./status">${locale.text('page.status')}</a>
      </header>
      <main>
        ${
          isOut && this.hasForm
            ? html`<climat-guardian-sign-in
                @signed-in=${() => {
                  this.begin();
                }}
              ></climat-guardian-sign-in>`
            : html`<climat-guardian-rooms></climat-guardian-rooms>`
        }
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
    if (known.status === 'error' && known.reason === 'signed-out' && !this.hasForm) void this.fetchForm();
  }
}

function siteOf(known: RoomsState): Site | undefined {
  return known.status === 'loading' ? undefined : known.site;
}

declare global {
  interface HTMLElementTagNameMap {
    'climat-guardian-page': ClimatGuardianPage;
  }
}
