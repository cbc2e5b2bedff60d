/**
 * The module that Home Assistant loads, and the bridge's page before its own; the history is loaded from beside it when
 * it is first opened. Joins the parts; nothing else has effects on being imported.
 */
import { ClimatGuardianBadge } from './card/climat-guardian-badge.ts';
import { ClimatGuardianCard } from './card/climat-guardian-card.ts';
import { offerCard } from './card/offer-card.ts';
import { ClimatGuardianRoom } from './elements/climat-guardian-room.ts';
import { ClimatGuardianRoomBadge } from './elements/climat-guardian-room-badge.ts';
import { ClimatGuardianRooms } from './elements/climat-guardian-rooms.ts';

export { loadHistory } from './history/open-history.ts';

const elements = {
  'climat-guardian-room': ClimatGuardianRoom,
  'climat-guardian-room-badge': ClimatGuardianRoomBadge,
  'climat-guardian-rooms': ClimatGuardianRooms,
  'climat-guardian-card': ClimatGuardianCard,
  'climat-guardian-badge': ClimatGuardianBadge,
};

// A module can be loaded twice (an old resource beside a new one); a second define would throw.
for (const [name, element] of Object.entries(elements)) {
  if (!customElements.get(name)) customElements.define(name, element);
}
offerCard(window);
