/** The card's rooms as badges, for the head of a view: the same configuration, a pill for each room. */
import { css, html, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { Minute } from '../elements/minute.ts';
import { ClimatGuardianCard } from './climat-guardian-card.ts';

export class ClimatGuardianBadge extends ClimatGuardianCard {
  static override styles = css`
    :host {
      display: flex;
      flex-wrap: wrap;
      gap: 8px;
    }
  `;

  private readonly minute = new Minute(this);

  override render(): TemplateResult {
    const { shown, days } = this;
    const rooms = shown.status === 'loading' ? [] : shown.rooms;
    return html`${repeat(
      rooms,
      ({ id }) => id,
      (room) =>
        html`<climat-guardian-room-badge
          selectable
          .room=${room}
          .day=${days.get(room.id) ?? null}
          .stale=${shown.status === 'error'}
          .now=${this.minute.now}
          @climat-guardian-room-select=${this.onTap}
          @climat-guardian-room-hold=${this.onHold}
        ></climat-guardian-room-badge>`,
    )}${this.renderHistory()}`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'climat-guardian-badge': ClimatGuardianBadge;
  }
}
