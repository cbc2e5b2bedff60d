/**
 * The form that Home Assistant draws in the card's editor. It is asked for without arguments, so it cannot list the
 * rooms: they are chosen by Home Assistant's own selectors.
 */
import { assertFormKeeps, EVERY_ROOM, LAYOUTS } from './card-config.ts';
import { editorLocale } from './editor-locale.ts';

type Option =
  | 'title'
  | 'devices'
  | 'areas'
  | 'entities'
  | 'layout'
  | 'sparkline'
  | 'tap_action'
  | 'hold_action'
  | 'overrides';

interface FormField {
  readonly name: Option;
  readonly selector: Readonly<Record<string, unknown>>;
  /** What it is where the configuration does not say; Home Assistant shows it so, and does not store it. */
  readonly default?: boolean;
}

export interface CardForm {
  readonly schema: readonly FormField[];
  readonly computeLabel: (field: { readonly name: string }) => string;
  readonly computeHelper: (field: { readonly name: string }) => string | undefined;
  readonly assertConfig: (config: unknown) => void;
}

const CLIMATE = [
  { domain: 'sensor', device_class: 'temperature' },
  { domain: 'sensor', device_class: 'humidity' },
];

/** Every option but a few, which say themselves what they are. */
const HELPED: readonly string[] = ['devices', 'areas', 'entities', 'layout', 'overrides'];

export function cardForm(): CardForm {
  const { text } = editorLocale();
  const isOption = (name: string): name is Option => schema.some((field) => field.name === name);
  const isHelped = (name: string): name is 'devices' | 'areas' | 'entities' | 'layout' | 'overrides' =>
    HELPED.includes(name);
  const schema: readonly FormField[] = [
    { name: 'title', selector: { text: {} } },
    { name: 'devices', selector: { device: { multiple: true, entity: CLIMATE } } },
    { name: 'areas', selector: { area: { multiple: true, entity: CLIMATE } } },
    { name: 'entities', selector: { entity: { multiple: true, filter: CLIMATE } } },
    {
      name: 'layout',
      selector: {
        select: {
          mode: 'dropdown',
          options: LAYOUTS.map((value) => ({ value, label: text(`card.form.layout.${value}`) })),
        },
      },
    },
    { name: 'sparkline', default: EVERY_ROOM.sparkline, selector: { boolean: {} } },
    { name: 'tap_action', selector: { ui_action: {} } },
    { name: 'hold_action', selector: { ui_action: {} } },
    {
      name: 'overrides',
      selector: {
        object: {
          multiple: true,
          label_field: 'name',
          description_field: 'room',
          fields: {
            room: { label: text('card.form.overrides.room'), required: true, selector: { text: {} } },
            name: { label: text('card.form.overrides.name'), required: true, selector: { text: {} } },
          },
        },
      },
    },
  ];
  return {
    schema,
    computeLabel: ({ name }) => (isOption(name) ? text(`card.form.${name}`) : name),
    computeHelper: ({ name }) => (isHelped(name) ? text(`card.form.${name}.help`) : undefined),
    assertConfig: assertFormKeeps,
  };
}
