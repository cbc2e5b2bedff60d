/** The bridge's own pages beside the rooms: how it is, its devices, and who may come in. One of them at a time. */
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { faultIcon, markIcon } from '../../elements/icons.ts';
import { theme } from '../../elements/theme.ts';
import { createStatusLocale, type StatusLocale } from '../../i18n/status-locale.ts';
import { BridgeClient } from '../bridge-client.ts';
import { pageStyles } from '../climat-guardian-page.styles.ts';
import { explained } from '../explained.ts';
import { navigation } from '../navigation.ts';
import { takeToken } from '../token-link.ts';
import { statusStyles } from './climat-guardian-status.styles.ts';
import { lookAt, type Look, type Seen, type View } from './look.ts';
import type { ShownStatus } from './parse-status.ts';
import { openPairingCard, statusCards } from './status-cards.ts';
import { troubledDevices } from './status-devices.ts';

const PRODUCT = 'Climat Guardian';

export class ClimatGuardianStatus extends LitElement {
  static override styles = [theme, pageStyles, statusStyles];

  /** How often the bridge is asked. */
  @property({ type: Number }) accessor everyMs = 4000;

  @property({ attribute: false }) accessor client = new BridgeClient(document.baseURI);

  @state() accessor locale: StatusLocale = createStatusLocale(navigator.language);
  @state() accessor view: View = 'status';
  /** The last answer; undefined before the first. */
  @state() accessor answer: Look['is'] | undefined;
  @state() accessor known: Seen | undefined;
  @state() accessor refusal = '';
  /** Why a link did not let in. */
  @state() accessor linkProblem = '';

  private next: ReturnType<typeof setTimeout> | undefined;
  private round = 0;

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener('hashchange', this.follow);
    void this.enter();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener('hashchange', this.follow);
    this.round++;
    clearTimeout(this.next);
  }

  override render(): TemplateResult {
    const { locale, known, answer, view } = this;
    const isLive = answer === 'ready';
    return html`<header>
        <span class="mark">${markIcon}</span>
        <div class="site">
          <h1>${known?.status.site.name ?? PRODUCT}</h1>
          ${known === undefined ? nothing : html`<p class="summary about">${this.about(known.status)}</p>`}
        </div>
        ${
          answer === undefined || answer === 'unauthorised'
            ? nothing
            : html`<p class="connection ${isLive ? 'ready' : 'error'}">
                ${locale.text(isLive ? 'page.live' : 'page.lost')}
              </p>`
        }
      </header>
      ${navigation(view, locale.common)}
      <main>
        ${this.linkProblem === '' ? nothing : html`<p class="notice" role="alert">${this.linkProblem}</p>`}
        ${this.verdict()}${this.content()}
      </main>`;
  }

  protected override updated(): void {
    document.documentElement.lang = this.locale.language;
    const { known, locale, view } = this;
    const title = [locale.common(`page.nav.${view}`), known?.status.site.name ?? [], PRODUCT].flat();
    document.title = title.join(' – ');
  }

  private about({ version, uptimeSeconds, readers }: ShownStatus): string {
    const { text, count, duration } = this.locale;
    const about = text('bridge.about', { version, duration: duration(uptimeSeconds) });
    return readers === 0 ? about : `${about}, ${count('bridge.readers', readers)}`;
  }

  /** One line that says how it is, told when it changes. Where all is well, only the status itself says so. */
  private verdict(): TemplateResult {
    const { text, count, moment } = this.locale;
    const { answer, known } = this;
    let [title, detail, isIll] = ['', '', true];
    if (answer === undefined) [title, isIll] = [text('page.loading'), false];
    else if (answer === 'forbidden') [title, detail] = [text('well.forbidden'), this.refusal];
    else if (answer === 'odd') [title, detail] = [text('well.odd'), text('well.odd.detail')];
    else if (answer === 'missing') {
      title = text(known === undefined ? 'well.missing' : 'well.lost');
      detail =
        known === undefined
          ? text('well.missing.detail')
          : text('well.lost.detail', { moment: moment(known.at, new Date()) });
    } else if (answer === 'ready' && known && this.view === 'status') {
      const ills = known.status.sentences.length;
      isIll = ills > 0;
      title = ills === 0 ? text('well.all') : count('well', ills);
    }
    return html`<div class="verdict ${isIll ? 'ill' : 'well'}" role="status" ?hidden=${title === ''}>
      ${isIll ? faultIcon : nothing}
      <p><strong>${title}</strong>${detail === '' ? nothing : html` <span>${detail}</span>`}</p>
    </div>`;
  }

  private content(): TemplateResult | typeof nothing {
    const { answer, known, locale, client, view } = this;
    if (answer === 'unauthorised' || answer === 'forbidden') {
      return html`<climat-guardian-sign-in
        .locale=${locale}
        .client=${client}
        .everyMs=${this.everyMs}
        @signed-in=${this.again}
      ></climat-guardian-sign-in>`;
    }
    if (known?.view !== view) return nothing;
    switch (view) {
      case 'status':
        return html`${openPairingCard(known.pairing, locale)}${statusCards(known.status, locale, new Date())}
        ${troubledDevices(known.devices, locale, client, this.again)}`;
      case 'devices':
        return html`<climat-guardian-devices
          .locale=${locale}
          .client=${client}
          .seen=${known}
          @changed=${this.again}
        ></climat-guardian-devices>`;
      case 'access':
        return html`<climat-guardian-access
          .locale=${locale}
          .client=${client}
          .seen=${known}
          @changed=${this.again}
        ></climat-guardian-access>`;
    }
  }

  private readonly again = (): void => {
    void this.look();
  };

  /** To what the address asks for: a view, or to be let in. */
  private readonly follow = (): void => {
    void this.enter();
  };

  private async enter(): Promise<void> {
    const token = takeToken(window);
    this.view = viewOf(location.hash);
    if (token !== undefined) {
      this.round++;
      const { locale } = this;
      const entered = await this.client.openSession(token);
      if (!this.isConnected) return;
      this.linkProblem = entered.ok
        ? ''
        : locale.common('page.link.refused', { detail: explained(entered, locale) });
    }
    await this.look();
  }

  private async look(): Promise<void> {
    const round = ++this.round;
    clearTimeout(this.next);
    const answer = await lookAt(this.client, this.view);
    // Another look has begun meanwhile, or the page has gone.
    if (round !== this.round) return;
    this.answer = answer.is;
    this.refusal = answer.is === 'forbidden' ? answer.detail : '';
    if (answer.is === 'ready') this.show(answer.seen);
    if (answer.is === 'unauthorised' || answer.is === 'forbidden') this.known = undefined;
    this.next = setTimeout(this.again, this.everyMs);
  }

  private show(seen: Seen): void {
    const { timezone } = seen.status.site;
    if (timezone !== this.known?.status.site.timezone) {
      this.locale = createStatusLocale(navigator.language, timezone);
    }
    this.known = seen;
  }
}

function viewOf(hash: string): View {
  return hash === '#devices' ? 'devices' : hash === '#access' ? 'access' : 'status';
}

declare global {
  interface HTMLElementTagNameMap {
    'climat-guardian-status': ClimatGuardianStatus;
  }
}
