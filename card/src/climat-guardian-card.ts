/**
 * The one module that Home Assistant and the bridge's page load. Joins the parts; nothing else has
 * effects on being imported.
 */
import { ClimatGuardianCard } from './card/climat-guardian-card.ts';
import { offerCard } from './card/offer-card.ts';
import { ClimatGuardianRoom } from './elements/climat-guardian-room.ts';
import { ClimatGuardianRooms } from './elements/climat-guardian-rooms.ts';
import { ClimatGuardianPage } from './page/climat-guardian-page.ts';

const elements = {
  'climat-guardian-room': ClimatGuardianRoom,
  'climat-guardian-rooms': ClimatGuardianRooms,
  'climat-guardian-card': ClimatGuardianCard,
  'climat-guardian-page': ClimatGuardianPage,
};

// A module can be loaded twice (an old resource beside a new one); a second define would throw.
for (const [name, element] of Object.entries(elements)) {
  if (!customElements.get(name)) customElements.define(name, element);
}
offerCard(window);
