/** What was changed last, in the bridge's own words, and a way back from each. */
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { theme } from '../../elements/theme.ts';
import { createStatusLocale, type StatusLocale } from '../../i18n/status-locale.ts';
import { BridgeClient, type Step } from '../bridge-client.ts';
import { formStyles } from '../form.styles.ts';
import { listStyles } from '../list.styles.ts';
import type { Names } from './describe-edit.ts';
import { readable } from './device-words.ts';
import type { ShownEdit } from './parse-edits.ts';

export class ClimatGuardianEdits extends LitElement {
  static override styles = [theme, formStyles, listStyles];

  @property({ attribute: false }) accessor locale: StatusLocale = createStatusLocale('en');
  @property({ attribute: false }) accessor client = new BridgeClient(document.baseURI);
  @property({ attribute: false }) accessor names: Names = { rooms: [], devices: [] };
  @property({ attribute: false }) accessor edits: readonly ShownEdit[] = [];
  @property({ type: Boolean }) accessor mayUndo = false;

  /** The edit that is about to be taken back. */
  @state() accessor opened: { readonly edit: number; readonly steps: readonly Step[] } | undefined;

  override render(): TemplateResult {
    const { edits, locale } = this;
    return html`<section aria-labelledby="edits">
      <h2 id="edits">${locale.text('edits.title')}</h2>
      ${
        edits.length === 0
          ? html`<p class="note">${locale.text('edits.none')}</p>`
          : html`<ul class="rows single" role="list">
              ${repeat(
                edits,
                ({ id }) => id,
                (edit) => this.row(edit),
              )}
            </ul>`
      }
    </section>`;
  }

  private row({ id, at, what: said, undoneBy }: ShownEdit): TemplateResult {
    const { locale, opened } = this;
    const what = readable(said, this.names.devices, locale, new Date());
    const { text, moment } = locale;
    const isOpen = opened?.edit === id;
    return html`<li class="row-item edit ${undoneBy === null ? '' : 'undone'}">
      <div class="what">
        <p lang="en">${what}</p>
        <p class="where">
          ${at === null ? nothing : moment(new Date(at), new Date())}${
            undoneBy === null ? nothing : html` · ${text('edits.undone')}`
          }
        </p>
      </div>
      ${
        this.mayUndo && undoneBy === null && !isOpen
          ? html`<button
              type="button"
              class="quiet toggle"
              aria-label=${text('edits.undo.of', { what })}
              @click=${() => {
                this.opened = { edit: id, steps: [{ undo: id }] };
              }}
            >
              ${text('change.undo')}
            </button>`
          : nothing
      }
      ${
        isOpen
          ? html`<div class="whole panel">
              <climat-guardian-change
                .locale=${locale}
                .client=${this.client}
                .names=${this.names}
                .steps=${opened.steps}
                @changed=${() => this.dispatchEvent(new Event('changed'))}
                @closed=${() => {
                  this.opened = undefined;
                }}
              ></climat-guardian-change>
            </div>`
          : nothing
      }
    </li>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'climat-guardian-edits': ClimatGuardianEdits;
  }
}
