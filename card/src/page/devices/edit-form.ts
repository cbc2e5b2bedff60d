/** A small form in place for one change: what it needs to know, and below it what the bridge says would change. */
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import type { EditRequest } from '../../../../bridge/api/schema.ts';
import { theme } from '../../elements/theme.ts';
import { createStatusLocale, type StatusKey, type StatusLocale } from '../../i18n/status-locale.ts';
import { BridgeClient } from '../bridge-client.ts';
import { formStyles } from '../form.styles.ts';
import type { Names } from './describe-edit.ts';
import { nameOf } from './device-words.ts';
import { NEW_ROOM, wishesOf, type Subject } from './edit-wishes.ts';
import type { NamedRoom } from './parse-edits.ts';

export class ClimatGuardianEditForm extends LitElement {
  static override styles = [theme, formStyles];

  @property({ attribute: false }) accessor locale: StatusLocale = createStatusLocale('en');
  @property({ attribute: false }) accessor client = new BridgeClient(document.baseURI);
  @property({ attribute: false }) accessor names: Names = { rooms: [], devices: [] };
  @property({ attribute: false }) accessor subject: Subject | undefined;

  @state() accessor wishes: readonly EditRequest[] | undefined;
  @state() accessor isNewRoom = false;
  @state() accessor problem: { readonly field: string; readonly key: StatusKey } | undefined;

  override render(): TemplateResult | typeof nothing {
    const { subject, locale, wishes, problem } = this;
    if (subject === undefined) return nothing;
    return html`<form
        class="inline"
        novalidate
        @submit=${this.check}
        @input=${this.edited}
        @change=${this.edited}
      >
        ${this.fieldsOf(subject)}
        <p id="problem" class="problem" role="alert">${problem && locale.text(problem.key)}</p>
        ${
          wishes === undefined
            ? html`<div class="row">
                <button>${locale.text('edit.check')}</button>
                <button type="button" class="quiet" @click=${this.close}>${locale.text('edit.close')}</button>
              </div>`
            : nothing
        }
      </form>
      ${
        wishes === undefined
          ? nothing
          : html`<climat-guardian-change
              .locale=${locale}
              .client=${this.client}
              .names=${this.names}
              .steps=${wishes}
              @changed=${() => this.dispatchEvent(new Event('changed'))}
              @closed=${this.close}
            ></climat-guardian-change>`
      }`;
  }

  private fieldsOf(subject: Subject): TemplateResult {
    switch (subject.verb) {
      case 'rename':
        return this.naming(subject.room);
      case 'move':
        return this.moving();
      case 'replace':
        return this.replacing(subject.mac);
    }
  }

  private naming(room: NamedRoom): TemplateResult {
    const { text } = this.locale;
    const floors = [...new Set(this.names.rooms.flatMap(({ floor }) => floor ?? []))].toSorted();
    return html`<div class="fields">
      ${this.field('name', text('edit.name'), html`<input id="name" name="name" maxlength="200" .defaultValue=${room.name} aria-invalid=${this.isWrong('name')} aria-describedby="problem" />`)}
      ${this.field(
        'floor',
        text('edit.floor'),
        html`<input
            id="floor"
            name="floor"
            maxlength="200"
            list="floors"
            .defaultValue=${room.floor ?? ''}
            aria-describedby="floor-help"
          /><datalist id="floors">
            ${floors.map((floor) => html`<option value=${floor}></option>`)}
          </datalist>`,
        text('edit.floor.help'),
      )}
    </div>`;
  }

  private moving(): TemplateResult {
    const { text } = this.locale;
    const { rooms } = this.names;
    return html`<div class="fields">
      ${this.field(
        'room',
        text('edit.room'),
        html`<select id="room" name="room" aria-invalid=${this.isWrong('room')} aria-describedby="problem">
          <option value="">${text('edit.room.choose')}</option>
          ${rooms.map(({ id, name, floor }) => html`<option value=${id}>${floor === null ? name : `${name} · ${floor}`}</option>`)}
          <option value=${NEW_ROOM}>${text('edit.room.new')}</option>
        </select>`,
      )}
      ${
        this.isNewRoom
          ? this.field(
              'newRoom',
              text('edit.room.new.name'),
              html`<input
                id="newRoom"
                name="newRoom"
                maxlength="200"
                aria-invalid=${this.isWrong('newRoom')}
                aria-describedby="problem"
              />`,
            )
          : nothing
      }
      ${this.since('edit.from.move')}
    </div>`;
  }

  private replacing(mac: string): TemplateResult {
    const { text } = this.locale;
    const others = this.names.devices.filter((one) => one.mac !== null && one.mac !== mac);
    return html`<div class="fields">
      ${this.field(
        'other',
        text('edit.other'),
        html`<select id="other" name="other" aria-invalid=${this.isWrong('other')} aria-describedby="problem">
          <option value="">${text('edit.other.choose')}</option>
          ${others.map((one) => html`<option value=${one.mac ?? ''}>${nameOf(one, this.locale)} · ${one.mac}</option>`)}
        </select>`,
      )}
      ${this.since('edit.from.replace')}
    </div>`;
  }

  /** A day of the building's, so that no two clocks are mixed up. */
  private since(help: StatusKey): TemplateResult {
    const { text } = this.locale;
    const input = html`<input id="from" name="from" type="date" aria-describedby="from-help" />`;
    return this.field('from', text('edit.from'), input, text(help));
  }

  private field(id: string, label: string, control: TemplateResult, help?: string): TemplateResult {
    return html`<div class="field">
      <label for=${id}>${label}</label>
      ${control} ${help === undefined ? nothing : html`<p id=${`${id}-help`} class="help">${help}</p>`}
    </div>`;
  }

  private isWrong(field: string): 'true' | 'false' {
    return this.problem?.field === field ? 'true' : 'false';
  }

  /** What was said of it before is not true of it any more. */
  private readonly edited = (event: Event): void => {
    this.wishes = undefined;
    this.problem = undefined;
    const { target } = event;
    if (target instanceof HTMLSelectElement && target.name === 'room') {
      this.isNewRoom = target.value === NEW_ROOM;
    }
  };

  private readonly check = (event: Event): void => {
    event.preventDefault();
    const { subject } = this;
    const form = this.renderRoot.querySelector('form');
    if (subject === undefined || form === null) return;
    const filled = [...new FormData(form)].filter(
      (pair): pair is [string, string] => typeof pair[1] === 'string',
    );
    const wished = wishesOf(subject, Object.fromEntries(filled));
    if (wished.ok) this.wishes = wished.wishes;
    else {
      this.problem = { field: wished.field, key: wished.problem };
      this.renderRoot.querySelector<HTMLElement>(`#${wished.field}`)?.focus();
    }
  };

  private readonly close = (): void => {
    this.dispatchEvent(new Event('closed'));
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'climat-guardian-edit-form': ClimatGuardianEditForm;
  }
}
