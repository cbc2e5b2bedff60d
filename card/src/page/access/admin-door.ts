/** For who may look but not change anything: how to become an administrator. Fires `signed-in`. */
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { theme } from '../../elements/theme.ts';
import { createStatusLocale, type StatusLocale } from '../../i18n/status-locale.ts';
import { BridgeClient } from '../bridge-client.ts';
import { explained } from '../explained.ts';
import { formStyles } from '../form.styles.ts';
import type { ShownSession } from './parse-access.ts';

export class ClimatGuardianAdminDoor extends LitElement {
  static override styles = [theme, formStyles];

  @property({ attribute: false }) accessor locale: StatusLocale = createStatusLocale('en');
  @property({ attribute: false }) accessor client = new BridgeClient(document.baseURI);
  @property({ attribute: false }) accessor session: ShownSession | undefined;

  @state() accessor isBusy = false;
  @state() accessor problem = '';

  override render(): TemplateResult | typeof nothing {
    const { session, locale } = this;
    if (session === undefined) return nothing;
    const { text } = locale;
    // Without a token: the bridge's own host at first, or a user of Home Assistant. Either may see the digits.
    if (session.token === null) {
      return html`<section class="door" aria-labelledby="door">
        <h2 id="door">${text('admin.title')}</h2>
        <p>${text('admin.here')}</p>
        <div class="row">
          <button type="button" ?disabled=${this.isBusy} @click=${() => this.enter()}>
            ${text('admin.here.button')}
          </button>
        </div>
        <p class="problem" role="alert">${this.problem}</p>
      </section>`;
    }
    return html`<climat-guardian-sign-in
      .locale=${locale}
      .client=${this.client}
      .heading=${text('admin.title')}
      .lead=${text('admin.token', { name: session.name ?? '' })}
      @signed-in=${this.entered}
    ></climat-guardian-sign-in>`;
  }

  private async enter(): Promise<void> {
    this.isBusy = true;
    const done = await this.client.enterByItself();
    this.isBusy = false;
    this.problem = done.ok ? '' : this.locale.text('enter.failed', { detail: explained(done, this.locale) });
    if (done.ok) this.entered();
  }

  private readonly entered = (): void => {
    this.dispatchEvent(new Event('signed-in'));
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'climat-guardian-admin-door': ClimatGuardianAdminDoor;
  }
}
