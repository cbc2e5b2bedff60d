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

  private readonly source: RoomsSource = new BridgeSource({
    url: bridgeUrl(document.baseURI),
    retryDelay: (attempt) => reconnectDelay(attempt, Math.random),
    snapshotTimeoutMs: 10_000,
  });
  private unsubscribe: (() => void) | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.unsubscribe = this.source.subscribe((known) => {
      this.show(known);
    });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.unsubscribe?.();
  }

  override render(): TemplateResult {
    const { known, locale } = this;
    const site = siteOf(known);
    return html`<header>
        <span class="mark">${markIcon}</span>
        <div class="site">
          <h1>${site?.name ?? PRODUCT}</h1>
          ${known.status === 'loading' || known.rooms.length === 0 ? nothing : this.summary(known.rooms)}
        </div>
        <p class="connection ${known.status}" role="status">
          <span class="spoken">${locale.text('page.connection')}: </span
          >${locale.text(CONNECTION[known.status])}
        </p>
        <a class="to-status" href="./status">${locale.text('page.status')}</a>
      </header>
      <main>
        <climat-guardian-rooms></climat-guardian-rooms>
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

  private show(known: RoomsState): void {
    const site = siteOf(known);
    if (site && site.timezone !== siteOf(this.known)?.timezone) {
      this.locale = createLocale({ language: navigator.language, timeZone: site.timezone });
    }
    if (site) document.title = `${site.name} – ${PRODUCT}`;
    this.known = known;
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
