/** Asks whoever is not known for the six digits or a token. On both pages; `signed-in` is fired once the bridge knows him. */
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { theme } from '../elements/theme.ts';
import { createStatusLocale, type StatusLocale } from '../i18n/status-locale.ts';
import { explained } from './explained.ts';
import { formStyles } from './form.styles.ts';
import type { PairingState } from './status/parse-status.ts';
import { BridgeClient } from './bridge-client.ts';

export class ClimatGuardianSignIn extends LitElement {
  static override styles = [theme, formStyles];

  @property({ attribute: false })
  accessor locale: StatusLocale = createStatusLocale(navigator.language);

  @property({ attribute: false })
  accessor client = new BridgeClient(document.baseURI);

  /** In place of the usual question, where there is more to be said. */
  @property({ attribute: false }) accessor heading = '';
  @property({ attribute: false }) accessor lead = '';

  /** How often the bridge is asked whether pairing is open. */
  @property({ type: Number }) accessor everyMs = 4000;

  /** undefined: nothing is known of it. */
  @state() accessor pairing: PairingState | undefined;
  @state() accessor isBusy = false;
  @state() accessor problem = '';

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
    const { locale, pairing, problem } = this;
    return html`<form @submit=${(event: Event) => this.submit(event)} novalidate>
      <h2>${this.heading || locale.text('enter.title')}</h2>
      ${this.lead === '' ? nothing : html`<p class="lead">${this.lead}</p>`}
      <label for="secret">${locale.text('enter.label')}</label>
      <div class="row">
        <input
          id="secret"
          autocomplete="one-time-code"
          autocapitalize="off"
          spellcheck="false"
          aria-describedby="help problem"
          aria-invalid=${problem === '' ? 'false' : 'true'}
        />
        <button ?disabled=${this.isBusy}>${locale.text('enter.button')}</button>
      </div>
      <p id="problem" class="problem" role="alert">${problem}</p>
      <p id="help" class="help">
        ${pairing?.open === false ? locale.text('enter.closed') : locale.text('enter.help')}
        ${
          pairing?.open === true
            ? locale.text('enter.tries', { count: locale.number(pairing.triesLeft) })
            : nothing
        }
      </p>
    </form>`;
  }

  private async look(): Promise<void> {
    const round = ++this.round;
    const pairing = await this.client.pairing();
    // It has been taken away meanwhile.
    if (round !== this.round) return;
    this.pairing = pairing.ok ? pairing.said : undefined;
    this.next = setTimeout(() => void this.look(), this.everyMs);
  }

  private async submit(event: Event): Promise<void> {
    event.preventDefault();
    const { locale } = this;
    const input = this.renderRoot.querySelector<HTMLInputElement>('#secret');
    const secret = input?.value.trim() ?? '';
    if (secret === '') this.problem = locale.text('enter.empty');
    else if (!/^[\w.~+/=-]+$/.test(secret.replaceAll(' ', ''))) this.problem = locale.text('enter.malformed');
    else {
      this.isBusy = true;
      const done = await this.client.enter(secret.replaceAll(' ', ''));
      this.isBusy = false;
      this.problem = done.ok ? '' : locale.text('enter.failed', { detail: explained(done, locale) });
      if (done.ok) {
        if (input) input.value = '';
        this.dispatchEvent(new Event('signed-in'));
      }
    }
    if (this.problem !== '') input?.focus();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'climat-guardian-sign-in': ClimatGuardianSignIn;
  }
}
