/**
 * `npm run build:icons`: the pictures that Home Assistant and those who install the page want of our drawings. By resvg as WebAssembly, which computes
 * the same on every machine: what is committed is compared byte by byte.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { initWasm, Resvg } from '@resvg/resvg-wasm';

const root = join(import.meta.dirname, '..');
const house = 'integration/brand/icon.svg';
const drop = 'card/page/icon.svg';
const brand = 'custom_components/climat_guardian/brand';

interface Picture {
  readonly drawing: string;
  /** In pixels. */
  readonly side: number;
  /** To the edges, for systems that cut a shape of their own; what matters is in the middle four fifths. */
  readonly isFullBleed?: boolean;
}

/** On any ground, so that dark ones need no drawing of their own. */
const wanted: Readonly<Record<string, Picture>> = {
  // https://developers.home-assistant.io/docs/core/integration/brand_images
  [`${brand}/icon.png`]: { drawing: house, side: 256 },
  [`${brand}/icon@2x.png`]: { drawing: house, side: 512 },
  // https://developers.home-assistant.io/docs/apps/presentation
  'app/icon.png': { drawing: house, side: 128 },
  // https://www.w3.org/TR/appmanifest/#icon-masks, and what iOS asks for
  'card/page/icon-192.png': { drawing: drop, side: 192 },
  'card/page/icon-512.png': { drawing: drop, side: 512 },
  'card/page/icon-maskable-512.png': { drawing: drop, side: 512, isFullBleed: true },
  'card/page/apple-touch-icon.png': { drawing: drop, side: 180, isFullBleed: true },
};

/** @returns what is to be in each file. */
export async function pictures(): Promise<Map<string, Uint8Array>> {
  await initWasm(await readFile(fileURLToPath(import.meta.resolve('@resvg/resvg-wasm/index_bg.wasm'))));
  const drawn = new Map<string, Uint8Array>();
  for (const [file, { drawing, side, isFullBleed = false }] of Object.entries(wanted)) {
    const svg = await readFile(join(root, drawing), 'utf8');
    const whole = isFullBleed ? svg.replace(/(<rect [^>]*)rx="\d+" /, '$1') : svg;
    drawn.set(file, new Resvg(whole, { fitTo: { mode: 'width', value: side } }).render().asPng());
  }
  return drawn;
}

if (import.meta.main) {
  for (const [file, picture] of await pictures()) await writeFile(join(root, file), picture);
}
