import { assert } from '@open-wc/testing';
import fc from 'fast-check';
import { parse, stringify } from 'yaml';
import { assertFormKeeps, EVERY_ROOM, parseCardConfig } from './card-config.ts';
import { cardForm } from './card-form.ts';

const refused = (config: unknown, door: (config: unknown) => unknown = parseCardConfig): string => {
  try {
    door(config);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return 'accepted';
};

/** What each of Home Assistant's selectors hands over, by the selector's name. */
const texts = fc.array(fc.string());
const handedOver: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  text: fc.string(),
  device: texts,
  area: texts,
  entity: texts,
  select: fc.constantFrom('auto', 'list'),
  boolean: fc.boolean(),
  ui_action: fc.record({
    action: fc.constantFrom('none', 'more-info', 'navigate', 'url'),
    navigation_path: fc.string(),
  }),
  object: fc.array(fc.record({ room: fc.string(), name: fc.string() })),
};

const form = cardForm();
/** Every configuration that the form can make, beside what Home Assistant and others keep in it: as JSON has it. */
const made = fc
  .record(
    Object.fromEntries(
      form.schema.map(({ name, selector }) => [
        name,
        handedOver[Object.keys(selector)[0] ?? ''] ?? fc.constant(undefined),
      ]),
    ),
    { requiredKeys: [] },
  )
  .chain((ours) =>
    fc
      .record({
        grid_options: fc.dictionary(fc.stringMatching(/^[a-z]+$/), fc.integer()),
        'x-theirs': fc.jsonValue(),
      })
      .map((theirs): unknown =>
        JSON.parse(JSON.stringify({ type: 'custom:climat-guardian-card', ...theirs, ...ours })),
      ),
  );

describe('the card’s configuration', () => {
  it('without anything is every room, and so is one whose form was left empty', () => {
    assert.deepEqual(parseCardConfig({}), EVERY_ROOM);
    assert.deepEqual(
      parseCardConfig({ title: '  ', devices: [], areas: null, layout: '', overrides: undefined }),
      EVERY_ROOM,
    );
  });

  it('is refused in a sentence that names the wrong key and says what would be right', () => {
    for (const [config, sentence] of [
      [{ title: 7 }, '“title” must be a text.'],
      [{ devices: 'Study' }, '“devices” must be a list of device ids.'],
      [{ areas: [7] }, '“areas” must be a list of area ids.'],
      [{ entities: {} }, '“entities” must be a list of entity ids, such as sensor.kitchen_temperature.'],
      [{ layout: 'mosaic' }, '“layout” must be one of: auto, list.'],
      [{ sparkline: 'yes' }, '“sparkline” must be true or false.'],
      [
        { tap_action: 'navigate' },
        '“tap_action” must be an action, such as “action: navigate” with “navigation_path: /climate”.',
      ],
      [{ hold_action: {} }, '“hold_action” must be an action'],
      [{ overrides: [{ room: 'a' }] }, '“overrides” must be a list of “room: ID” with “name: TEXT”.'],
    ] as const) {
      const said = refused(config);
      assert.ok(said.startsWith(`Climat Guardian card: ${sentence}`), said);
    }
    for (const config of [null, 'kitchen', []])
      assert.include(refused(config), 'must be a list of keys and values');
  });

  it('may be anything at all: a sentence is the worst that happens', () => {
    fc.assert(
      fc.property(fc.anything(), (config) => {
        const said = refused(config);
        assert.ok(said === 'accepted' || said.startsWith('Climat Guardian card: '), said);
      }),
    );
  });

  it('is said in the reader’s language', () => {
    document.documentElement.lang = 'de';
    try {
      assert.strictEqual(refused({ title: 7 }), 'Climat-Guardian-Karte: „title“ muss ein Text sein.');
    } finally {
      document.documentElement.lang = 'en';
    }
  });

  it('that the form would lose a part of is not given to the form', () => {
    const config = { overrides: [{ room: 'a', name: 'A', icon: 'mdi:sofa' }] };
    assert.strictEqual(refused(config), 'accepted');
    assert.strictEqual(
      refused(config, assertFormKeeps),
      'Climat Guardian card: the form has no field for “overrides[0].icon”. Edit it as YAML.',
    );
  });
});

describe('the form of the editor', () => {
  it('has a field for every option, each with a label, and nothing that the configuration does not know', () => {
    const named = form.schema.map(({ name }) => name.replace(/_a/, 'A'));
    const options = Object.keys(EVERY_ROOM);
    assert.sameMembers(named, options);
    for (const field of form.schema) assert.notInclude(form.computeLabel(field), '_');
  });

  it('shows what is on as on where the configuration does not say, and Home Assistant would show it as off', () => {
    for (const { name, selector, default: shown } of cardForm().schema)
      if ('boolean' in selector)
        assert.strictEqual(shown, new Map(Object.entries(EVERY_ROOM)).get(name), name);
  });

  it('takes back all that it has made after it was stored as YAML, with the keys of others', () => {
    fc.assert(
      fc.property(made, (config) => {
        const stored: unknown = parse(stringify(config));
        assert.deepEqual(stored, config);
        assert.strictEqual(refused(stored, form.assertConfig), 'accepted');
        assert.deepEqual(parseCardConfig(stored), parseCardConfig(config));
      }),
    );
  });
});
