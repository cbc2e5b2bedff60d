/** The card's configuration as a user writes it. Parsed once, when Home Assistant hands it over. */
import type { TextKey } from '../i18n/en.ts';
import { editorLocale } from './editor-locale.ts';

/** `auto`: tiles; `list`: a line for each room. */
export const LAYOUTS = ['auto', 'list'] as const;
export type Layout = (typeof LAYOUTS)[number];

/** Home Assistant's own words: what its `hass-action` event carries out. */
export type Action = Readonly<Record<string, unknown>> & { readonly action: string };

/** Where a room is called otherwise on this card than everywhere else. */
export interface Override {
  /** The room by any of its ids: of the Home Assistant device, the area, or an entity. */
  readonly room: string;
  readonly name: string;
}

export interface CardConfig {
  readonly title: string | null;
  /** Ids of Home Assistant's; not one at all is every room that there is. */
  readonly devices: readonly string[];
  readonly areas: readonly string[];
  readonly entities: readonly string[];
  readonly layout: Layout;
  /** Whether a tile draws the last day. */
  readonly sparkline: boolean;
  /** null: the room's past is opened. */
  readonly tapAction: Action | null;
  /** null: Home Assistant's "more info" is opened. */
  readonly holdAction: Action | null;
  readonly overrides: readonly Override[];
}

export const EVERY_ROOM: CardConfig = {
  title: null,
  devices: [],
  areas: [],
  entities: [],
  layout: 'auto',
  sparkline: true,
  tapAction: null,
  holdAction: null,
  overrides: [],
};

type Expected = Extract<TextKey, `config.expected.${string}`>;

/**
 * Throws a sentence that names the wrong key and says what would be right. What is absent, null or empty is as a form
 * leaves it. Other keys are Home Assistant's (`grid_options`, `visibility` …).
 */
export function parseCardConfig(config: unknown): CardConfig {
  if (!isRecord(config)) throw new Error(editorLocale().text('config.not-an-object'));
  const { title, devices, areas, entities, layout, sparkline, overrides } = config;
  return {
    title: (optional(title, isText, 'title', 'config.expected.text')?.trim() ?? '') || null,
    devices: optional(devices, isTexts, 'devices', 'config.expected.devices') ?? [],
    areas: optional(areas, isTexts, 'areas', 'config.expected.areas') ?? [],
    entities: optional(entities, isTexts, 'entities', 'config.expected.entities') ?? [],
    layout: optional(layout, isLayout, 'layout', 'config.expected.layout') ?? EVERY_ROOM.layout,
    sparkline: optional(sparkline, isFlag, 'sparkline', 'config.expected.flag') ?? EVERY_ROOM.sparkline,
    tapAction: optional(config['tap_action'], isAction, 'tap_action', 'config.expected.action') ?? null,
    holdAction: optional(config['hold_action'], isAction, 'hold_action', 'config.expected.action') ?? null,
    overrides: optional(overrides, isOverrides, 'overrides', 'config.expected.overrides') ?? [],
  };
}

/**
 * Whether the form of the editor would keep everything: what it would lose is edited as YAML.
 * Throws a sentence that says what that is.
 */
export function assertFormKeeps(config: unknown): void {
  const { overrides } = parseCardConfig(config);
  for (const [n, override] of overrides.entries()) {
    const [more] = Object.keys(override).filter((key) => key !== 'room' && key !== 'name');
    if (more === undefined) continue;
    const key = `overrides[${String(n)}].${more}`;
    throw new Error(editorLocale().text('config.lost', { key }));
  }
}

function optional<Kind>(
  value: unknown,
  is: (value: unknown) => value is Kind,
  key: string,
  expected: Expected,
): Kind | undefined {
  if (value == null || value === '') return undefined;
  if (is(value)) return value;
  const { text } = editorLocale();
  const choices = { choices: LAYOUTS.join(', ') };
  throw new Error(text('config.wrong', { key, expected: text(expected, choices) }));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isFlag(value: unknown): value is boolean {
  return typeof value === 'boolean';
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every(isText);
}

function isLayout(value: unknown): value is Layout {
  return LAYOUTS.some((layout) => layout === value);
}

function isAction(value: unknown): value is Action {
  return isRecord(value) && isText(value['action']);
}

function isOverrides(value: unknown): value is Override[] {
  return (
    Array.isArray(value) &&
    value.every((each) => isRecord(each) && isText(each['room']) && isText(each['name']))
  );
}
