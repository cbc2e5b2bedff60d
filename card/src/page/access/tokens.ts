/** Who may come in: each token with what it may, and a way to shut it out. Fires `changed`. */
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { theme } from '../../elements/theme.ts';
import { createStatusLocale, type StatusLocale } from '../../i18n/status-locale.ts';
import { BridgeClient } from '../bridge-client.ts';
import type { Names } from '../devices/describe-edit.ts';
import { nameOf } from '../devices/device-words.ts';
import { explained } from '../explained.ts';
import { formStyles } from '../form.styles.ts';
import { listStyles } from '../list.styles.ts';
import type { ShownCreatedToken, ShownToken } from './parse-access.ts';
import type { TokenMade } from './token-form.ts';

export class ClimatGuardianTokens extends LitElement {
  static override styles = [theme, formStyles, listStyles];

  @property({ attribute: false }) accessor locale: StatusLocale = createStatusLocale('en');
  @property({ attribute: false }) accessor client = new BridgeClient(document.baseURI);
  @property({ attribute: false }) accessor names: Names = { rooms: [], devices: [] };
  @property({ attribute: false }) accessor tokens: readonly ShownToken[] = [];
  /** That of this browser. */
  @property({ attribute: false }) accessor own: number | null = null;

  @state() accessor isMaking = false;
  @state() accessor made: ShownCreatedToken | undefined;
  /** About to be revoked. */
  @state() accessor doomed: number | undefined;
  @state() accessor problem = '';

  override render(): TemplateResult {
    const { locale, tokens } = this;
    const { text, count } = locale;
    const valid = tokens.filter(({ revoked }) => revoked === null);
    const revoked = tokens.filter((token) => token.revoked !== null);
    const rows = (some: readonly ShownToken[]): TemplateResult =>
      html`<ul class="rows single" role="list">
        ${repeat(
          some,
          ({ id }) => id,
          (token) => this.row(token),
        )}
      </ul>`;
    return html`<section aria-labelledby="tokens">
      <h2 id="tokens">${text('tokens.title')}</h2>
      <p class="note">${text('tokens.help')}</p>
      ${this.making()} ${valid.length === 0 ? html`<p class="note">${text('tokens.none')}</p>` : rows(valid)}
      ${
        revoked.length === 0
          ? nothing
          : html`<details>
              <summary>${count('tokens.revoked', revoked.length)}</summary>
              ${rows(revoked)}
            </details>`
      }
    </section>`;
  }

  private making(): TemplateResult {
    const { locale, client, made } = this;
    if (made !== undefined) {
      return html`<climat-guardian-new-token
        .locale=${locale}
        .token=${made}
        @closed=${() => {
          this.made = undefined;
        }}
      ></climat-guardian-new-token>`;
    }
    if (this.isMaking) {
      return html`<div class="card">
        <climat-guardian-token-form
          .locale=${locale}
          .client=${client}
          .names=${this.names}
          @made=${({ token }: TokenMade) => {
            this.made = token;
            this.isMaking = false;
            this.dispatchEvent(new Event('changed'));
          }}
          @closed=${() => {
            this.isMaking = false;
          }}
        ></climat-guardian-token-form>
      </div>`;
    }
    return html`<div class="row">
      <button
        type="button"
        @click=${() => {
          this.isMaking = true;
        }}
      >
        ${locale.text('tokens.new')}
      </button>
    </div>`;
  }

  private row(token: ShownToken): TemplateResult {
    const { locale } = this;
    const { text } = locale;
    const { id, name, scope, revoked } = token;
    return html`<li class="row-item token ${revoked === null ? '' : 'undone'}">
      <div class="what">
        <h3>${name}${id === this.own ? html` <span class="own">${text('token.own')}</span>` : nothing}</h3>
        <p>${text(`token.scope.${scope}`)} · ${this.reach(token)}</p>
        <p class="where">${this.times(token)}</p>
      </div>
      ${
        revoked !== null || this.doomed === id
          ? nothing
          : html`<button
              type="button"
              class="quiet toggle"
              aria-label=${text('token.revoke.of', { name })}
              @click=${() => this.ask(id)}
            >
              ${text('token.revoke')}
            </button>`
      }
      ${
        this.doomed === id
          ? html`<div class="whole panel" role="group" aria-label=${text('token.revoke.of', { name })}>
              <p role="status">${text('token.revoke.sure', { name })}</p>
              <div class="row">
                <button type="button" class="danger" @click=${() => this.revoke(id)}>
                  ${text('token.revoke')}
                </button>
                <button
                  type="button"
                  class="quiet"
                  @click=${() => {
                    this.doomed = undefined;
                  }}
                >
                  ${text('token.revoke.keep')}
                </button>
              </div>
              <p class="problem" role="alert">${this.problem}</p>
            </div>`
          : nothing
      }
    </li>`;
  }

  /** Which rooms, or which device. */
  private reach({ scope, rooms, device }: ShownToken): string {
    const { locale, names } = this;
    if (scope === 'ingest') {
      const found = names.devices.find(({ mac }) => mac !== null && mac === device);
      return found === undefined ? (device ?? '') : nameOf(found, locale);
    }
    if (rooms === null) return locale.text('token.rooms.all');
    return locale.list(rooms.map((id) => names.rooms.find((room) => room.id === id)?.name ?? id));
  }

  private times({ created, expires, revoked, lastUsed }: ShownToken): string {
    const { text, moment } = this.locale;
    const now = new Date();
    const at = (instant: string): { moment: string } => ({ moment: moment(new Date(instant), now) });
    const ends = (): string => {
      if (revoked !== null) return text('token.revoked', at(revoked));
      if (expires === null) return text('token.expires.never');
      return text(Date.parse(expires) > now.getTime() ? 'token.expires' : 'token.expired', at(expires));
    };
    return [
      created === '' ? [] : text('token.created', at(created)),
      ends(),
      revoked !== null ? [] : lastUsed === null ? text('token.used.not') : text('token.used', at(lastUsed)),
    ]
      .flat()
      .join(' · ');
  }

  /** Asked first; the keyboard is on what does nothing. */
  private async ask(id: number): Promise<void> {
    this.doomed = id;
    this.problem = '';
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>('.panel .quiet')?.focus();
  }

  private async revoke(id: number): Promise<void> {
    const done = await this.client.revokeToken(id);
    const detail = done.ok ? '' : explained(done, this.locale);
    this.problem = done.ok ? '' : this.locale.text('token.revoke.failed', { detail });
    if (done.ok) this.doomed = undefined;
    this.dispatchEvent(new Event('changed'));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'climat-guardian-tokens': ClimatGuardianTokens;
  }
}
