/** Asks whoever is not known for the six digits or a token. */
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { theme } from '../../elements/theme.ts';
import { createStatusLocale, type StatusLocale } from '../../i18n/status-locale.ts';
import { explained } from './explained.ts';
import { formStyles } from './form.styles.ts';
import type { PairingState } from './parse-status.ts';
import type { Done } from './status-client.ts';

export class ClimatGuardianSignIn extends LitElement {
  static override styles = [theme, formStyles];

  @property({ attribute: false })
  accessor locale: StatusLocale = createStatusLocale('en');

  /** undefined: nothing is known of it. */
  @property({ attribute: false })
  accessor pairing: PairingState | undefined;

  @property({ attribute: false })
  accessor enter: (secret: string) => Promise<Done> = () => Promise.resolve({ ok: true });

  @state() accessor isBusy = false;
  @state() accessor problem = '';

  override render(): TemplateResult {
    const { locale, pairing, problem } = this;
    return html`<form @submit=${(event: Event) => this.submit(event)} novalidate>
      <h2>${locale.text('enter.title')}</h2>
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
        ${pairing?.isOpen === false ? locale.text('enter.closed') : locale.text('enter.help')}
        ${
          pairing?.isOpen === true
            ? locale.text('enter.tries', { count: locale.number(pairing.triesLeft) })
            : nothing
        }
      </p>
    </form>`;
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
      const done = await this.enter(secret.replaceAll(' ', ''));
      this.isBusy = false;
      this.problem = done.ok ? '' : locale.text('enter.failed', { detail: explained(done, locale) });
      if (done.ok && input) input.value = '';
    }
    if (this.problem !== '') input?.focus();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'climat-guardian-sign-in': ClimatGuardianSignIn;
  }
}
