/** Puts the card into Home Assistant's card picker. */
import { createLocale } from '../i18n/locale.ts';

interface CustomCard {
  readonly type: string;
  readonly name: string;
  readonly description: string;
  readonly preview: boolean;
}

declare global {
  interface Window {
    customCards?: CustomCard[];
  }
}

const TYPE = 'climat-guardian-card';

/** Once, however often the module is loaded. */
export function offerCard(window: Window): void {
  const cards = (window.customCards ??= []);
  if (cards.some(({ type }) => type === TYPE)) return;
  const { text } = createLocale({ language: 'en' });
  cards.push({ type: TYPE, name: 'Climat Guardian', description: text('card.description'), preview: true });
}
