/** The status page: whether the bridge is well, and for each thing that is not, what and why. */
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { faultIcon, markIcon } from '../../elements/icons.ts';
import { theme } from '../../elements/theme.ts';
import { createStatusLocale, type StatusLocale } from '../../i18n/status-locale.ts';
import { pageStyles } from '../climat-guardian-page.styles.ts';
import { statusStyles } from './climat-guardian-status.styles.ts';
import type { PairingState, ShownDevice, ShownStatus } from './parse-status.ts';
import { pairingCard, statusCards } from './status-cards.ts';
import { StatusClient, type Answer } from './status-client.ts';
import { statusDevices } from './status-devices.ts';

const PRODUCT = 'Climat Guardian';

interface Known {
  readonly status: ShownStatus;
  readonly devices: readonly ShownDevice[];
  readonly at: Date;
}

export class ClimatGuardianStatus extends LitElement {
  static override styles = [theme, pageStyles, statusStyles];

  /** How often the bridge is asked. */
  @property({ type: Number }) accessor everyMs = 4000;

  @property({ attribute: false }) accessor client = new StatusClient(document.baseURI);

  @state() accessor locale: StatusLocale = createStatusLocale(navigator.language);
  /** The last answer; undefined before the first. */
  @state() accessor answer: Answer['is'] | undefined;
  @state() accessor known: Known | undefined;
  @state() accessor refusal = '';
  @state() accessor pairing: PairingState | undefined;

  private next: ReturnType<typeof setTimeout> | undefined;
  private round = 0;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.look();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.round++;
    clearTimeout(this.next);
  }

  override render(): TemplateResult {
    const { locale, known, answer } = this;
    const isLive = answer === 'ready';
    return html`<header>
        <span class="mark">${markIcon}</span>
        <div class="site">
          <h1>${known?.status.site.name ?? PRODUCT}</h1>
          <p class="summary">
            ${locale.text('page.title')} · <a href="./">${locale.text('page.rooms')}</a>
            ${known === undefined ? nothing : html`<span class="about">· ${this.about(known.status)}</span>`}
          </p>
        </div>
        ${
          answer === undefined || answer === 'unauthorised'
            ? nothing
            : html`<p class="connection ${isLive ? 'ready' : 'error'}">
                ${locale.text(isLive ? 'page.live' : 'page.lost')}
              </p>`
        }
      </header>
      <main>${this.verdict()}${this.content()}</main>`;
  }

  private about({ version, uptimeSeconds, readers }: ShownStatus): string {
    const { text, duration, number } = this.locale;
    const about = text('bridge.about', { version, duration: duration(uptimeSeconds) });
    if (readers === 0) return about;
    const reading = text(readers === 1 ? 'bridge.readers.one' : 'bridge.readers.other', {
      count: number(readers),
    });
    return `${about}, ${reading}`;
  }

  /** One line that says how it is, told when it changes. */
  private verdict(): TemplateResult {
    const { text, number } = this.locale;
    const { answer, known } = this;
    let [title, detail, isIll] = ['', '', true];
    if (answer === undefined) [title, isIll] = [text('page.loading'), false];
    else if (answer === 'forbidden') [title, detail] = [text('well.forbidden'), this.refusal];
    else if (answer === 'odd') [title, detail] = [text('well.odd'), text('well.odd.detail')];
    else if (answer === 'missing') {
      const moment = known && this.locale.moment(known.at, new Date());
      title = text(moment === undefined ? 'well.missing' : 'well.lost');
      detail = moment === undefined ? text('well.missing.detail') : text('well.lost.detail', { moment });
    } else if (answer === 'ready' && known) {
      const count = known.status.sentences.length;
      isIll = count > 0;
      title =
        count === 0
          ? text('well.all')
          : count === 1
            ? text('well.one')
            : text('well.other', { count: number(count) });
    }
    return html`<div class="verdict ${isIll ? 'ill' : 'well'}" role="status" ?hidden=${title === ''}>
      ${isIll ? faultIcon : nothing}
      <p><strong>${title}</strong>${detail === '' ? nothing : html` <span>${detail}</span>`}</p>
    </div>`;
  }

  private content(): TemplateResult | typeof nothing {
    const { answer, known, locale, pairing } = this;
    if (answer === 'unauthorised') {
      return html`<climat-guardian-sign-in
        .locale=${locale}
        .client=${this.client}
        .everyMs=${this.everyMs}
        @signed-in=${() => void this.look()}
      ></climat-guardian-sign-in>`;
    }
    if (known === undefined || answer === 'forbidden') return nothing;
    return html`${pairing?.open === true && pairing.code !== null ? pairingCard(pairing, locale) : nothing}
    ${statusCards(known.status, locale, new Date())}
    ${statusDevices(known.devices, locale, new Date(), async (mac, key) => {
      const done = await this.client.setKey(mac, key);
      if (done.ok) void this.look();
      return done;
    })}`;
  }

  private async look(): Promise<void> {
    const round = ++this.round;
    clearTimeout(this.next);
    const answer = await this.client.look();
    // Another look has begun meanwhile, or the page has gone.
    if (round !== this.round) return;
    const pairing = answer.is === 'ready' ? await this.client.pairing() : undefined;
    if (round !== this.round) return;
    this.answer = answer.is;
    this.pairing = pairing;
    this.refusal = answer.is === 'forbidden' ? answer.detail : '';
    if (answer.is === 'ready') this.show(answer);
    if (answer.is === 'unauthorised' || answer.is === 'forbidden') this.known = undefined;
    this.next = setTimeout(() => void this.look(), this.everyMs);
  }

  private show({ status, devices }: Extract<Answer, { is: 'ready' }>): void {
    if (status.site.timezone !== this.known?.status.site.timezone) {
      this.locale = createStatusLocale(navigator.language, status.site.timezone);
    }
    document.title = `${this.locale.text('page.title')} – ${status.site.name} – ${PRODUCT}`;
    this.known = { status, devices, at: new Date() };
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'climat-guardian-status': ClimatGuardianStatus;
  }
}
