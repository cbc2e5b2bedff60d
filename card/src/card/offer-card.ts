/** Puts the card and the badge into Home Assistant's pickers. */
import type { Hass } from '../rooms/hass.ts';
import { editorLocale } from './editor-locale.ts';
import { suggestBadge, suggestCard, type Suggestion } from './suggest-card.ts';

interface Offered {
  readonly type: string;
  readonly name: string;
  readonly description: string;
  readonly preview: boolean;
  readonly documentationURL: string;
  readonly getEntitySuggestion: (hass: Hass, entityId: string) => Suggestion | null;
}

declare global {
  interface Window {
    customCards?: Offered[];
    customBadges?: Offered[];
  }
}

/** Once, however often the module is loaded. */
export function offerCard(window: Window): void {
  const description = editorLocale().text('card.description');
  offer((window.customCards ??= []), {
    type: 'climat-guardian-card',
    description,
    getEntitySuggestion: suggestCard,
  });
  offer((window.customBadges ??= []), {
    type: 'climat-guardian-badge',
    description,
    getEntitySuggestion: suggestBadge,
  });
}

function offer(all: Offered[], one: Pick<Offered, 'type' | 'description' | 'getEntitySuggestion'>): void {
  if (all.some(({ type }) => type === one.type)) return;
  all.push({
    ...one,
    name: 'Climat Guardian',
    preview: true,
    documentationURL: 'https://github.com/climat-guardian/climat-guardian/blob/main/docs/card.md',
  });
}
