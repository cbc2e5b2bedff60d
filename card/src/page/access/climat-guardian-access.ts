/** Who may come in: this browser, whoever has the six digits, and the tokens. */
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { theme } from '../../elements/theme.ts';
import { createStatusLocale, type StatusLocale } from '../../i18n/status-locale.ts';
import { BridgeClient } from '../bridge-client.ts';
import { explained } from '../explained.ts';
import { formStyles } from '../form.styles.ts';
import { listStyles } from '../list.styles.ts';
import type { Seen } from '../status/look.ts';
import type { PairingState } from '../status/parse-status.ts';
import { pairingCode } from './pairing-code.ts';
import type { ShownSession } from './parse-access.ts';

export class ClimatGuardianAccess extends LitElement {
  static override styles = [theme, formStyles, listStyles];

  @property({ attribute: false }) accessor locale: StatusLocale = createStatusLocale('en');
  @property({ attribute: false }) accessor client = new BridgeClient(document.baseURI);
  @property({ attribute: false }) accessor seen: Seen | undefined;

  @state() accessor problem = '';
  @state() accessor isBusy = false;
  /** What was opened since the bridge was looked at: its digits are the only ones that are good. */
  @state() accessor opened: PairingState | undefined;

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('seen')) this.opened = undefined;
  }

  override render(): TemplateResult | typeof nothing {
    const { seen, locale, client } = this;
    if (seen === undefined) return nothing;
    const { session, tokens } = seen;
    const pairing = this.opened ?? seen.pairing;
    return html`<div class="pair">
        ${session === undefined ? nothing : this.browser(session)}
        ${pairing === undefined ? nothing : this.pairing(pairing, session)}
      </div>
      ${
        session === undefined || session.scope === 'admin'
          ? nothing
          : html`<climat-guardian-admin-door
              .locale=${locale}
              .client=${client}
              .session=${session}
              @signed-in=${this.changed}
            ></climat-guardian-admin-door>`
      }
      ${
        tokens === undefined
          ? nothing
          : html`<climat-guardian-tokens
              .locale=${locale}
              .client=${client}
              .names=${seen}
              .tokens=${tokens}
              .own=${session?.token ?? null}
              @changed=${this.changed}
            ></climat-guardian-tokens>`
      }`;
  }

  private browser({ token, name, scope }: ShownSession): TemplateResult {
    const { text } = this.locale;
    const who = scope === 'admin' ? 'session.admin' : 'session.read';
    return html`<section class="card" aria-labelledby="browser">
      <h2 id="browser">${text('session.title')}</h2>
      <p>${token === null ? text('session.nobody') : text(who, { name: name ?? '' })}</p>
      ${
        token === null
          ? nothing
          : html`<div class="row">
              <button type="button" class="quiet" @click=${() => this.leave()}>
                ${text('session.leave')}
              </button>
            </div>`
      }
    </section>`;
  }

  private pairing(pairing: PairingState, session: ShownSession | undefined): TemplateResult {
    const { text } = this.locale;
    // Who has no token and is let in nevertheless may: the bridge's own host at first, users of Home Assistant.
    const mayOpen = session !== undefined && (session.scope === 'admin' || session.token === null);
    const isShown = !this.isBusy && pairing.open && pairing.code !== null;
    return html`<section class="card" aria-labelledby="pairing">
      <h2 id="pairing">${text('pair.title')}</h2>
      <div role="status">
        ${isShown ? pairingCode(pairing, this.locale) : html`<p>${text('pair.closed')}</p>`}
      </div>
      <div class="row">
        ${
          mayOpen
            ? html`<button
                type="button"
                class=${isShown ? 'quiet' : ''}
                ?disabled=${this.isBusy}
                @click=${() => this.open()}
              >
                ${text(isShown ? 'pair.anew' : 'pair.open')}
              </button>`
            : nothing
        }
      </div>
      <p class="problem" role="alert">${this.problem}</p>
    </section>`;
  }

  private async open(): Promise<void> {
    this.isBusy = true;
    const opened = await this.client.openPairing();
    this.isBusy = false;
    if (opened.ok) this.opened = opened.said;
    const detail = opened.ok ? '' : explained(opened, this.locale);
    this.problem = opened.ok ? '' : this.locale.text('pair.failed', { detail });
    this.changed();
  }

  private async leave(): Promise<void> {
    await this.client.leave();
    this.changed();
  }

  private readonly changed = (): void => {
    this.dispatchEvent(new Event('changed'));
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'climat-guardian-access': ClimatGuardianAccess;
  }
}
