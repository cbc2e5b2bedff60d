/** The rooms in each state, as a page that is pictured shows them: always at the same time, in the same letters. */
import { emulateMedia, setViewport } from '@web/test-runner-commands';
import '../src/climat-guardian-card.ts';
import { building, oneRoom } from '../dev/room-scenes.mjs';

const NOW = Date.parse('2026-11-21T10:04:00Z');
// Ages and "today" are told by it, wherever it is asked for; every file of tests has a page of its own.
Date.now = () => NOW;

export const SIZES = { phone: [390, 844], tablet: [820, 1180], desktop: [1280, 800] };
const FONTS = '/node_modules/@fontsource/roboto/files/roboto-latin';

const ready = (count) => {
  const all = building(NOW, count);
  return {
    state: { status: 'ready', rooms: all.map(({ room }) => room) },
    days: new Map(all.map(({ room, day }) => [room.id, day])),
    grouped: count > 8,
    selectable: true,
  };
};

const states = Object.values(oneRoom(NOW));

/** What the element is given; those of a single room are as large as Home Assistant makes them: six columns, two rows. */
export const ROOMS = {
  one: { ...ready(1), layout: 'fit' },
  eight: ready(8),
  forty: ready(40),
};
export const STATES = {
  loading: { state: { status: 'loading' } },
  empty: { state: { status: 'ready', rooms: [] } },
  unreachable: { state: { status: 'error', reason: 'unreachable', rooms: [] } },
  lost: { ...ready(8), state: { ...ready(8).state, status: 'error', reason: 'lost' } },
  states: {
    state: { status: 'ready', rooms: states.map(({ room }, n) => ({ ...room, id: String(n) })) },
    days: new Map(states.map(({ day }, n) => [String(n), day])),
  },
  lines: { ...ready(8), layout: 'line' },
};

/** Once for each file, before anything is shown. */
export async function dress() {
  const faces = [400, 500, 700].map((weight) =>
    new FontFace('Roboto', `url(${FONTS}-${weight}-normal.woff2)`, { weight: String(weight) }).load(),
  );
  for (const face of await Promise.all(faces)) document.fonts.add(face);
  const style = document.createElement('link');
  style.rel = 'stylesheet';
  style.href = '/card/page/page.css';
  const loaded = new Promise((resolve) => style.addEventListener('load', resolve));
  document.head.append(style);
  await loaded;
  document.body.style.fontFamily = 'Roboto';
}

export async function shown(scene, size, colorScheme) {
  const [width, height] = SIZES[size];
  await setViewport({ width, height });
  await emulateMedia({ colorScheme, reducedMotion: 'reduce' });
  document.body.replaceChildren();
  const ground = document.createElement('div');
  ground.style.cssText = 'box-sizing: border-box; padding: 16px; background: Canvas';
  ground.style.background = getComputedStyle(document.documentElement).backgroundColor;
  const rooms = Object.assign(document.createElement('climat-guardian-rooms'), scene);
  if (scene.layout === 'fit') rooms.style.cssText = 'display: block; inline-size: 246px; block-size: 120px';
  ground.append(rooms);
  document.body.append(ground);
  await rooms.updateComplete;
  await Promise.all(
    [...rooms.shadowRoot.querySelectorAll('climat-guardian-room')].map((room) => room.updateComplete),
  );
  await document.fonts.ready;
  return { ground, rooms };
}
