/** A token that was just made: the one time that it is shown. Fires `closed`. */
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { theme } from '../../elements/theme.ts';
import { createStatusLocale, type StatusKey, type StatusLocale } from '../../i18n/status-locale.ts';
import { formStyles } from '../form.styles.ts';
import { tokenLink } from '../token-link.ts';
import type { ShownCreatedToken } from './parse-access.ts';

export class ClimatGuardianNewToken extends LitElement {
  static override styles = [theme, formStyles];

  @property({ attribute: false }) accessor locale: StatusLocale = createStatusLocale('en');
  @property({ attribute: false }) accessor token: ShownCreatedToken | undefined;

  /** What was copied last. */
  @state() accessor copied = '';

  override firstUpdated(): void {
    this.renderRoot.querySelector('section')?.focus();
  }

  override render(): TemplateResult | typeof nothing {
    const { token, locale } = this;
    if (token === undefined) return nothing;
    const { text } = locale;
    // A device brings readings and opens no page.
    const link = token.scope === 'ingest' ? undefined : tokenLink(document.baseURI, token.token);
    return html`<section class="door" tabindex="-1" aria-labelledby="made">
      <h2 id="made">${text('token.made', { name: token.name })}</h2>
      ${this.secret('secret', token.token, 'token.secret', 'token.copy.secret')}
      ${
        link === undefined
          ? nothing
          : html`${this.secret('link', link, 'token.link', 'token.copy.link')}
              <p class="help">${text('token.link.help')}</p>`
      }
      <p class="help" role="status">${this.copied === '' ? '' : text('token.copied')}</p>
      <div class="row">
        ${
          link !== undefined && 'share' in navigator
            ? html`<button type="button" class="quiet" @click=${() => this.share(link)}>
                ${text('token.share')}
              </button>`
            : nothing
        }
        <button type="button" @click=${() => this.dispatchEvent(new Event('closed'))}>
          ${text('token.done')}
        </button>
      </div>
    </section>`;
  }

  private secret(id: string, value: string, label: StatusKey, button: StatusKey): TemplateResult {
    const { text } = this.locale;
    return html`<div class="field">
      <label for=${id}>${text(label)}</label>
      <div class="row">
        <input id=${id} class="key" readonly .value=${value} @focus=${selectAll} />
        <button type="button" class="quiet" @click=${() => this.copy(id)}>${text(button)}</button>
      </div>
    </div>`;
  }

  private async copy(id: string): Promise<void> {
    const input = this.renderRoot.querySelector<HTMLInputElement>(`#${id}`);
    if (!input) return;
    input.focus();
    input.select();
    this.copied = '';
    this.copied = (await copyText(input.value)) ? id : '';
  }

  private share(url: string): Promise<void> {
    // Who changes their mind has not failed.
    return navigator.share({ url, title: this.token?.name ?? '' }).catch(() => undefined);
  }
}

function selectAll({ target }: Event): void {
  if (target instanceof HTMLInputElement) target.select();
}

async function copyText(text: string): Promise<boolean> {
  // By plain http, as a bridge in a house has it, browsers give pages no clipboard but the selection's.
  if (!window.isSecureContext) {
    // eslint-disable-next-line @typescript-eslint/no-deprecated
    return document.execCommand('copy');
  }
  return navigator.clipboard.writeText(text).then(
    () => true,
    () => false,
  );
}

declare global {
  interface HTMLElementTagNameMap {
    'climat-guardian-new-token': ClimatGuardianNewToken;
  }
}
