/**
 * `npm run build`: what is committed and shipped. The card is one module; beside it lie the bridge's page and the history,
 * which is loaded when it is first opened. The bridge's status page is another, as Home Assistant has no use for it.
 */
import { join } from 'node:path';
import { nodeResolve } from '@rollup/plugin-node-resolve';
import { transform } from 'esbuild';
import esbuild from 'rollup-plugin-esbuild';

const CONTAINS = {
  page: null,
  history: 'uPlot, Copyright Leon Sorokin, MIT: https://github.com/leeoniya/uPlot',
  'heat-map': null,
};
const LIT = 'Lit, Copyright Google LLC, BSD-3-Clause: https://github.com/lit/lit';

function bannerOf(name) {
  const { [name]: contained = LIT } = CONTAINS;
  return [
    '/*!',
    ' * Climat Guardian, Apache-2.0. Generated from card/src: npm run build',
    ...(contained === null ? [] : [` * Contains ${contained}`]),
    ' */',
  ].join('\n');
}

/** esbuild leaves template literals alone; our style sheets are a tenth of the bundle. */
const minifyStyles = {
  name: 'minify-styles',
  async transform(code, id) {
    if (!id.includes('/card/src/') || !code.includes('css`')) return null;
    const parts = code.split(/css`([^`$]*)`/); // text, style sheet, text, …
    for (let n = 1; n < parts.length; n += 2) {
      const { code: css } = await transform(parts[n], { loader: 'css', minify: true, target: 'safari16' });
      parts[n] = `css\`${css.trim()}\``;
    }
    return { code: parts.join(''), map: null };
  },
};

/**
 * A fifth of uPlot are its own ways to draw a line, and what it offers for use without it. We draw our lines
 * (card/src/history/chart-paths.ts), and rollup leaves out what nothing names.
 */
const withoutItsLines = {
  name: 'uplot-without-its-lines',
  transform(code, id) {
    if (!id.endsWith('/uPlot.esm.js')) return null;
    const drawn = code
      .replace('const linearPath = linear() ;', 'const linearPath = null;')
      .replace('const pointsPath = points() ;', 'const pointsPath = () => null;');
    const [kept, offered, rest] = drawn.split(/(uPlot\.assign = assign;[^]*)(?=export \{)/);
    if (!kept.includes('linearPath = null') || !kept.includes('=> null') || offered === undefined)
      throw new Error(`${id} is another than this was written for`);
    return { code: `${kept}${rest}`, map: null };
  },
};

/** After minifying, which would take the banner away, and leaves no line but in templates: one space says as much. */
const nameItself = {
  name: 'name-itself',
  renderChunk: (code, { name }) => ({
    code: `${bannerOf(name)}\n${code.trim().replaceAll(/\s*\n\s*/g, ' ')}\n`,
    map: null,
  }),
};

const bundled = (folder, entries) => ({
  input: Object.fromEntries(entries.map((name) => [name, `card/src/climat-guardian-${name}.ts`])),
  // The history and the page take Lit from the card, beside what that has for others.
  preserveEntrySignatures: 'allow-extension',
  output: {
    // For who wants to compare, not to replace.
    dir: join(process.env.OUT ?? '.', folder),
    entryFileNames: 'climat-guardian-[name].js',
    // No hash: Home Assistant has one in the path, and the bridge's page lets nobody keep files.
    chunkFileNames: 'climat-guardian-[name].js',
    // What the chunk takes from the entry it takes by its name: of another version it is then missing, not mistaken.
    minifyInternalExports: false,
    format: 'es',
    sourcemap: false,
  },
  plugins: [
    nodeResolve(),
    minifyStyles,
    withoutItsLines,
    esbuild({ target: 'es2022', minify: true, legalComments: 'none', tsconfig: 'card/tsconfig.json' }),
    nameItself,
  ],
});

export default [
  bundled('custom_components/climat_guardian/www', ['card', 'page']),
  bundled('card/page', ['status']),
];
