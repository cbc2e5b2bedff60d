/**
 * `npm run build:icons`: the pictures that Home Assistant wants of our drawing. By resvg as WebAssembly, which computes
 * the same on every machine: what is committed is compared byte by byte.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { initWasm, Resvg } from '@resvg/resvg-wasm';

const root = join(import.meta.dirname, '..');
const drawing = 'integration/brand/icon.svg';
const brand = 'custom_components/climat_guardian/brand';

/** Their sides in pixels. On any ground, so that dark ones need no drawing of their own. */
const sides: Readonly<Record<string, number>> = {
  // https://developers.home-assistant.io/docs/core/integration/brand_images
  [`${brand}/icon.png`]: 256,
  [`${brand}/icon@2x.png`]: 512,
  // https://developers.home-assistant.io/docs/apps/presentation
  'app/icon.png': 128,
};

/** @returns what is to be in each file. */
export async function pictures(): Promise<Map<string, Uint8Array>> {
  await initWasm(await readFile(fileURLToPath(import.meta.resolve('@resvg/resvg-wasm/index_bg.wasm'))));
  const svg = await readFile(join(root, drawing), 'utf8');
  return new Map(
    Object.entries(sides).map(([file, side]) => [
      file,
      new Resvg(svg, { fitTo: { mode: 'width', value: side } }).render().asPng(),
    ]),
  );
}

if (import.meta.main) {
  for (const [file, picture] of await pictures()) await writeFile(join(root, file), picture);
}
