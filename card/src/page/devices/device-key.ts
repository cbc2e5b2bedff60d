/** Lets the key of one device be typed. It goes to the bridge and is shown nowhere again. */
import { html, LitElement, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { theme } from '../../elements/theme.ts';
import { createStatusLocale, type StatusLocale } from '../../i18n/status-locale.ts';
import { explained } from '../explained.ts';
import { formStyles } from '../form.styles.ts';
import type { Done } from '../bridge-http.ts';

/** 32 bytes as base64: 43 characters and the one that fills it up. */
const keyForm = /^[A-Za-z0-9+/]{43}=$/;

export class ClimatGuardianDeviceKey extends LitElement {
  static override styles = [theme, formStyles];

  @property({ attribute: false })
  accessor locale: StatusLocale = createStatusLocale('en');

  /** As a person knows it. */
  @property({ attribute: false })
  accessor device = '';

  @property({ attribute: false })
  accessor save: (key: string) => Promise<Done> = () => Promise.resolve({ ok: true, said: null });

  @state() accessor isBusy = false;
  @state() accessor problem = '';
  @state() accessor isSaved = false;

  override render(): TemplateResult {
    const { locale, device, problem } = this;
    return html`<form class="inline" @submit=${(event: Event) => this.submit(event)} novalidate>
      <label for="key">
        <span aria-hidden="true">${locale.text('key.short')}</span>
        <span class="spoken">${locale.text('key.label', { device })}</span>
      </label>
      <div class="row">
        <input
          id="key"
          class="key"
          autocomplete="off"
          autocapitalize="off"
          spellcheck="false"
          maxlength="64"
          aria-describedby="problem"
          aria-invalid=${problem === '' ? 'false' : 'true'}
        />
        <button ?disabled=${this.isBusy}>${locale.text('key.button')}</button>
      </div>
      <p id="problem" class=${problem === '' ? 'saved' : 'problem'} role="alert">
        ${this.isSaved ? locale.text('key.saved') : problem}
      </p>
    </form>`;
  }

  private async submit(event: Event): Promise<void> {
    event.preventDefault();
    const { locale } = this;
    const input = this.renderRoot.querySelector<HTMLInputElement>('#key');
    const key = input?.value.trim() ?? '';
    this.isSaved = false;
    if (!keyForm.test(key)) this.problem = locale.text('key.malformed');
    else {
      this.isBusy = true;
      const done = await this.save(key);
      this.isBusy = false;
      this.problem = done.ok ? '' : locale.text('key.failed', { detail: explained(done, locale) });
      this.isSaved = done.ok;
      if (done.ok && input) input.value = '';
    }
    if (this.problem !== '') input?.focus();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'climat-guardian-device-key': ClimatGuardianDeviceKey;
  }
}
