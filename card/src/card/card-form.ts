/** The form that Home Assistant draws in the card's editor. */
import { createLocale } from '../i18n/locale.ts';
import { PLATFORM } from '../rooms/from-hass.ts';

interface FormField {
  readonly name: 'title' | 'devices';
  readonly selector: Readonly<Record<string, unknown>>;
}

export interface CardForm {
  readonly schema: readonly FormField[];
  readonly computeLabel: (field: FormField) => string;
  readonly computeHelper: (field: FormField) => string | undefined;
}

// Asked for without arguments: neither the rooms nor the user's language are known here.
export function cardForm(): CardForm {
  const { text } = createLocale({ language: 'en' });
  return {
    schema: [
      { name: 'title', selector: { text: {} } },
      { name: 'devices', selector: { device: { multiple: true, filter: [{ integration: PLATFORM }] } } },
    ],
    computeLabel: ({ name }) => text(`card.form.${name}`),
    computeHelper: ({ name }) => (name === 'devices' ? text('card.form.devices.help') : undefined),
  };
}
