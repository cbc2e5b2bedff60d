/** All devices and the rooms they stand in, what can be changed of them in place, and what was changed last. */
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { theme } from '../../elements/theme.ts';
import { createStatusLocale, type StatusLocale } from '../../i18n/status-locale.ts';
import { BridgeClient } from '../bridge-client.ts';
import { formStyles } from '../form.styles.ts';
import { listStyles } from '../list.styles.ts';
import type { Seen } from '../status/look.ts';
import type { ShownDevice } from '../status/parse-status.ts';
import { keyEntry, keyOf, nameOf, reasonOf, stateOf, valuesOf, whereOf } from './device-words.ts';
import type { Subject } from './edit-wishes.ts';
import type { NamedRoom } from './parse-edits.ts';

/** Which row is open, and for what. */
interface Opened {
  readonly row: string;
  readonly subject: Subject | undefined;
}

export class ClimatGuardianDevices extends LitElement {
  static override styles = [theme, formStyles, listStyles];

  @property({ attribute: false }) accessor locale: StatusLocale = createStatusLocale('en');
  @property({ attribute: false }) accessor client = new BridgeClient(document.baseURI);
  @property({ attribute: false }) accessor seen: Seen | undefined;

  @state() accessor opened: Opened | undefined;

  override render(): TemplateResult | typeof nothing {
    const { seen, locale, client } = this;
    if (seen === undefined) return nothing;
    const { text, number } = locale;
    const { devices, rooms, session } = seen;
    const isAdmin = session?.scope === 'admin';
    const inhabited = new Set(devices.flatMap((device) => device.rooms));
    const empty = rooms.filter(({ id }) => !inhabited.has(id));
    return html`${
        isAdmin || session === undefined
          ? nothing
          : html`<climat-guardian-admin-door
              .locale=${locale}
              .client=${client}
              .session=${session}
              @signed-in=${this.changed}
            ></climat-guardian-admin-door>`
      }
      <section aria-labelledby="devices">
        <h2 id="devices">
          ${text('devices.title')}
          <span class="count">${devices.length === 0 ? '' : number(devices.length)}</span>
        </h2>
        ${
          devices.length === 0
            ? html`<p class="note">
                <strong>${text('devices.none')}</strong> ${text('devices.none.detail')}
              </p>`
            : html`<ul class="rows" role="list">
                ${repeat(sorted(devices, locale), keyOf, (device) => this.deviceRow(device, isAdmin))}
              </ul>`
        }
      </section>
      ${
        empty.length === 0
          ? nothing
          : html`<section aria-labelledby="empty">
              <h2 id="empty">${text('rooms.without')}</h2>
              <ul class="rows" role="list">
                ${repeat(
                  empty,
                  ({ id }) => id,
                  (room) => this.roomRow(room, isAdmin),
                )}
              </ul>
            </section>`
      }
      <climat-guardian-edits
        .locale=${locale}
        .client=${client}
        .names=${seen}
        .edits=${seen.edits}
        .mayUndo=${isAdmin}
        @changed=${this.changed}
      ></climat-guardian-edits>`;
  }

  private deviceRow(device: ShownDevice, isAdmin: boolean): TemplateResult {
    const { locale } = this;
    const row = keyOf(device);
    const name = nameOf(device, locale);
    const rooms = (this.seen?.rooms ?? []).filter(({ id }) => device.rooms.includes(id));
    const isOnline = device.state === 'online';
    const isOpen = this.opened?.row === row;
    const kind = isOnline ? '' : device.state === 'connecting' ? 'waiting' : 'ill';
    return html`<li class="row-item ${kind} ${isOpen ? 'is-open' : ''}">
      <div class="what">
        <h3>${name}</h3>
        ${isOnline ? nothing : stateOf(device, locale, new Date())}
        <p class="where">${whereOf(device, locale)}</p>
      </div>
      <div class="room">
        <span class="spoken">${locale.text('device.room')}: </span>${
          rooms.length === 0 ? locale.text('device.nowhere') : rooms.map(roomWords).join(', ')
        }
        ${isOnline ? html`<p class="values">${valuesOf(device, locale)}</p>` : nothing}
      </div>
      ${isAdmin && device.mac !== null ? this.toggle(row, name) : nothing}
      ${
        isOnline || (device.reason === null && !isAdmin)
          ? nothing
          : html`<div class="whole">
              <p lang="en">${reasonOf(device, locale)}</p>
              ${isAdmin ? keyEntry(device, { locale, client: this.client, changed: this.changed }) : nothing}
            </div>`
      }
      ${isOpen && device.mac !== null ? this.panel(device.mac, rooms) : nothing}
    </li>`;
  }

  private roomRow(room: NamedRoom, isAdmin: boolean): TemplateResult {
    const row = `room ${room.id}`;
    const isOpen = this.opened?.row === row;
    return html`<li class="row-item ${isOpen ? 'is-open' : ''}">
      <div class="what"><h3>${roomWords(room)}</h3></div>
      ${isAdmin ? this.toggle(row, room.name, { verb: 'rename', room }) : nothing}
      ${isOpen ? html`<div class="whole panel">${this.form({ verb: 'rename', room })}</div>` : nothing}
    </li>`;
  }

  private toggle(row: string, name: string, subject?: Subject): TemplateResult {
    const { text } = this.locale;
    const isOpen = this.opened?.row === row;
    return html`<button
      type="button"
      class="quiet toggle"
      aria-expanded=${isOpen ? 'true' : 'false'}
      aria-label=${text('device.change.of', { device: name })}
      @click=${() => {
        this.opened = isOpen ? undefined : { row, subject };
      }}
    >
      ${text('device.change')}
    </button>`;
  }

  /** First what is to change, then the form for it. */
  private panel(mac: string, rooms: readonly NamedRoom[]): TemplateResult {
    const { text } = this.locale;
    const chosen = this.opened?.subject;
    const choice = (label: string, subject: Subject): TemplateResult => {
      const isChosen = chosen !== undefined && sameSubject(chosen, subject);
      return html`<button
        type="button"
        class="choice"
        aria-pressed=${isChosen ? 'true' : 'false'}
        @click=${() => {
          this.opened = { row: mac, subject };
        }}
      >
        ${label}
      </button>`;
    };
    return html`<div class="whole panel">
      <div class="row" role="group" aria-label=${text('edit.verbs')}>
        ${choice(text('edit.move'), { verb: 'move', mac })}
        ${choice(text('edit.replace'), { verb: 'replace', mac })}
        ${rooms.map((room) =>
          choice(rooms.length === 1 ? text('edit.rename') : text('edit.rename.which', { room: room.name }), {
            verb: 'rename',
            room,
          }),
        )}
      </div>
      ${chosen === undefined ? nothing : this.form(chosen)}
    </div>`;
  }

  private form(subject: Subject): TemplateResult {
    // Another subject is another form: nothing of what was typed for one is meant for the other.
    return html`${repeat(
      [subject],
      (one) => (one.verb === 'rename' ? `rename ${one.room.id}` : `${one.verb} ${one.mac}`),
      (one) =>
        html`<climat-guardian-edit-form
          .locale=${this.locale}
          .client=${this.client}
          .names=${this.seen}
          .subject=${one}
          @changed=${this.changed}
          @closed=${this.close}
        ></climat-guardian-edit-form>`,
    )}`;
  }

  /** Back to the button that opened it, for who uses the keyboard. */
  private readonly close = async (event: Event): Promise<void> => {
    const item = event.target instanceof Element ? event.target.closest('li') : null;
    this.opened = undefined;
    await this.updateComplete;
    item?.querySelector<HTMLElement>('.toggle')?.focus();
  };

  private readonly changed = (): void => {
    this.dispatchEvent(new Event('changed'));
  };
}

/** Those that need somebody first. */
function sorted(devices: readonly ShownDevice[], locale: StatusLocale): ShownDevice[] {
  const rank = ({ state }: ShownDevice): number => (state === 'online' ? 1 : 0);
  return devices.toSorted(
    (a, b) => rank(a) - rank(b) || nameOf(a, locale).localeCompare(nameOf(b, locale), locale.language),
  );
}

function roomWords({ name, floor }: NamedRoom): string {
  return floor === null ? name : `${name} · ${floor}`;
}

function sameSubject(a: Subject, b: Subject): boolean {
  return a.verb === 'rename' && b.verb === 'rename' ? a.room.id === b.room.id : a.verb === b.verb;
}

declare global {
  interface HTMLElementTagNameMap {
    'climat-guardian-devices': ClimatGuardianDevices;
  }
}
