/** Makes a token. Fires `made` with it, and `closed`. */
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { theme } from '../../elements/theme.ts';
import { createStatusLocale, type StatusLocale } from '../../i18n/status-locale.ts';
import { BridgeClient } from '../bridge-client.ts';
import { nameOf } from '../devices/device-words.ts';
import type { Names } from '../devices/describe-edit.ts';
import { explained } from '../explained.ts';
import { formStyles } from '../form.styles.ts';
import type { Scope, ShownCreatedToken } from './parse-access.ts';
import { LIVES, tokenWish } from './token-wish.ts';

const SCOPES: readonly Scope[] = ['read', 'admin', 'ingest'];

/** What is told of a token only now: its secret is kept nowhere. */
export class TokenMade extends Event {
  readonly token: ShownCreatedToken;

  constructor(token: ShownCreatedToken) {
    super('made');
    this.token = token;
  }
}

export class ClimatGuardianTokenForm extends LitElement {
  static override styles = [theme, formStyles];

  @property({ attribute: false }) accessor locale: StatusLocale = createStatusLocale('en');
  @property({ attribute: false }) accessor client = new BridgeClient(document.baseURI);
  @property({ attribute: false }) accessor names: Names = { rooms: [], devices: [] };

  @state() accessor scope: Scope = 'read';
  @state() accessor isBusy = false;
  @state() accessor problem = '';
  @state() accessor wrong = '';

  override render(): TemplateResult {
    const { text } = this.locale;
    return html`<form class="inline" novalidate @submit=${(event: Event) => this.submit(event)}>
      <div class="fields">
        <div class="field">
          <label for="name">${text('token.name')}</label>
          <input
            id="name"
            name="name"
            maxlength="120"
            autocomplete="off"
            aria-describedby="name-help problem"
            aria-invalid=${this.wrong === 'name' ? 'true' : 'false'}
          />
          <p id="name-help" class="help">${text('token.name.help')}</p>
        </div>
        <div class="field">
          <label for="days">${text('token.ends')}</label>
          <select id="days" name="days">
            ${LIVES.map((days) => html`<option value=${days}>${this.life(days)}</option>`)}
          </select>
        </div>
      </div>
      <fieldset>
        <legend>${text('token.scope')}</legend>
        ${SCOPES.map((scope) => this.scopeChoice(scope))}
      </fieldset>
      ${this.scope === 'read' ? this.roomChoice() : nothing}
      ${this.scope === 'ingest' ? this.deviceChoice() : nothing}
      <p id="problem" class="problem" role="alert">${this.problem}</p>
      <div class="row">
        <button ?disabled=${this.isBusy}>${text('token.create')}</button>
        <button type="button" class="quiet" @click=${() => this.dispatchEvent(new Event('closed'))}>
          ${text('token.cancel')}
        </button>
      </div>
    </form>`;
  }

  private life(days: string): string {
    const { text, duration } = this.locale;
    return days === '' ? text('token.ends.never') : duration(Number(days) * 86_400);
  }

  private scopeChoice(scope: Scope): TemplateResult {
    const { text } = this.locale;
    return html`<label class="tick">
      <input
        type="radio"
        name="scope"
        value=${scope}
        ?checked=${scope === 'read'}
        @change=${() => {
          this.scope = scope;
        }}
      />
      <span
        ><strong>${text(`token.scope.${scope}`)}</strong>
        <span class="help">${text(`token.scope.${scope}.help`)}</span></span
      >
    </label>`;
  }

  private roomChoice(): TemplateResult {
    const { text } = this.locale;
    return html`<fieldset>
      <legend>${text('token.rooms')}</legend>
      <p class="help">${text('token.rooms.help')}</p>
      <div class="ticks">
        ${this.names.rooms.map(
          ({ id, name }) =>
            html`<label class="tick"><input type="checkbox" name="rooms" value=${id} /> ${name}</label>`,
        )}
      </div>
    </fieldset>`;
  }

  private deviceChoice(): TemplateResult {
    const { text } = this.locale;
    const known = this.names.devices.filter(({ mac }) => mac !== null);
    return html`<div class="field">
      <label for="device">${text('token.device')}</label>
      <input
        id="device"
        name="device"
        list="known"
        placeholder="a0:b7:65:00:00:01"
        autocomplete="off"
        aria-describedby="problem"
        aria-invalid=${this.wrong === 'device' ? 'true' : 'false'}
      />
      <datalist id="known">
        ${known.map((device) => html`<option value=${device.mac ?? ''}>${nameOf(device, this.locale)}</option>`)}
      </datalist>
    </div>`;
  }

  private async submit(event: Event): Promise<void> {
    event.preventDefault();
    const form = this.renderRoot.querySelector('form');
    if (form === null) return;
    const { locale } = this;
    const wish = tokenWish(new FormData(form), new Date());
    this.wrong = wish.ok ? '' : wish.field;
    this.problem = wish.ok ? '' : locale.text(wish.problem);
    if (!wish.ok) {
      this.renderRoot.querySelector<HTMLElement>(`#${wish.field}`)?.focus();
      return;
    }
    this.isBusy = true;
    const answer = await this.client.createToken(wish.wanted);
    this.isBusy = false;
    if (answer.ok) this.dispatchEvent(new TokenMade(answer.said));
    else this.problem = locale.text('token.failed', { detail: explained(answer, locale) });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'climat-guardian-token-form': ClimatGuardianTokenForm;
  }
}
