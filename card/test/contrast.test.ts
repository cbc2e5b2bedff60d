import { assert, fixture, html } from '@open-wc/testing';
import { emulateMedia } from '@web/test-runner-commands';
import '../src/climat-guardian-card.ts';
import type { ClimatGuardianRoom } from '../src/elements/climat-guardian-room.ts';
import type { Room } from '../src/rooms/room.ts';
import { NOON, sampleDay } from './days.ts';
import { sampleRoom } from './samples.ts';

/** Home Assistant's own light and dark, of 2026. */
const THEMES = {
  'the page, light': '',
  'the page, dark': '',
  'Home Assistant, light':
    '--primary-text-color: #212121; --secondary-text-color: #727272; --ha-card-background: #ffffff; --warning-color: #ffa600',
  'Home Assistant, dark':
    '--primary-text-color: #e1e1e1; --secondary-text-color: #9b9b9b; --ha-card-background: #1c1c1c; --warning-color: #ffa600',
} as const;

const measuredAt = new Date(NOON);
const room = (more: Partial<Room>): Room =>
  sampleRoom({ floor: 'Attic', temperature: { value: 21, unit: '°C', measuredAt }, ...more });
const ROOMS: readonly Room[] = [
  room({ comfort: 'too-cold' }),
  room({ comfort: 'too-warm' }),
  room({ comfort: 'too-dry' }),
  room({ comfort: 'too-humid' }),
  room({ comfort: 'comfortable' }),
  room({ silent: { cause: 'unavailable' } }),
  room({ temperature: { value: 21, unit: '°C', measuredAt: new Date(NOON - 9_000_000) } }),
];

/** WCAG 2's, of two colours as the browser computes them. */
function contrast(a: string, b: string): number {
  const [lighter = 0, darker = 0] = [luminance(a), luminance(b)].toSorted((x, y) => y - x);
  return (lighter + 0.05) / (darker + 0.05);
}

function luminance(color: string): number {
  const scale = color.startsWith('rgb') ? 255 : 1; // else color(srgb …), of 0 … 1
  const [red = NaN, green = NaN, blue = NaN] = [...color.matchAll(/\d*\.?\d+(?:e-?\d+)?/g)].map(([part]) => {
    const value = Number(part) / scale;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

describe('the colours of a room', () => {
  afterEach(() => emulateMedia({ colorScheme: 'no-preference' }));

  for (const [name, theme] of Object.entries(THEMES)) {
    it(`leave its words and signs legible where the tint is strongest, in ${name}`, async () => {
      await emulateMedia({ colorScheme: name.endsWith('dark') ? 'dark' : 'light' });
      for (const shown of ROOMS) {
        const element = await fixture<ClimatGuardianRoom>(
          html`<climat-guardian-room
            style=${theme}
            .room=${shown}
            .day=${sampleDay()}
            .now=${NOON}
          ></climat-guardian-room>`,
        );
        const article = element.shadowRoot?.querySelector('article');
        if (!article) throw new Error('there is no room');
        const ground = (percent: number): string => {
          const probe = article.appendChild(document.createElement('i'));
          probe.style.color = `color-mix(in srgb, var(--tint) ${String(percent)}%, var(--surface))`;
          const { color } = getComputedStyle(probe);
          probe.remove();
          return color;
        };
        const isTinted = getComputedStyle(article).getPropertyValue('--tint') !== 'transparent';
        const strongest = ground(isTinted ? 16 : 0);
        const check = (selector: string, least: number, on: string): void => {
          for (const part of article.querySelectorAll(selector)) {
            const { color, stroke } = getComputedStyle(part);
            const ratio = contrast(stroke === 'none' ? color : stroke, on);
            assert.isAtLeast(ratio, least, `${selector}, ${shown.comfort ?? 'no comfort'}`);
          }
        };
        check('h2, .floor, .number, .unit, .trend .word, .old span, .cause span, .detail', 4.5, strongest);
        check('.deviation span', 4.5, ground(18));
        check('.deviation .icon', 3, ground(18));
        check('.old .icon, .cause .icon, .trend .icon, path.line', 3, strongest);
      }
    });
  }
});
