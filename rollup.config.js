/**
 * `npm run build`: the card and the bridge's page as the one module that is committed and shipped, and the bridge's
 * status page as another, as Home Assistant has no use for that.
 */
import { join } from 'node:path';
import { nodeResolve } from '@rollup/plugin-node-resolve';
import { transform } from 'esbuild';
import esbuild from 'rollup-plugin-esbuild';

const banner = `/*!
 * Climat Guardian, Apache-2.0. Generated from card/src: npm run build
 * Contains Lit, Copyright Google LLC, BSD-3-Clause: https://github.com/lit/lit
 */`;

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

/** After minifying, which would take it away. */
const nameItself = {
  name: 'name-itself',
  renderChunk: (code) => ({ code: `${banner}\n${code}`, map: null }),
};

const bundled = (input, file) => ({
  input,
  // For who wants to compare, not to replace.
  output: { file: join(process.env.OUT ?? '.', file), format: 'es', sourcemap: false },
  plugins: [
    nodeResolve(),
    minifyStyles,
    esbuild({ target: 'es2022', minify: true, legalComments: 'none', tsconfig: 'card/tsconfig.json' }),
    nameItself,
  ],
});

export default [
  bundled(
    'card/src/climat-guardian-card.ts',
    'custom_components/climat_guardian/www/climat-guardian-card.js',
  ),
  bundled('card/src/climat-guardian-status.ts', 'card/page/climat-guardian-status.js'),
];
