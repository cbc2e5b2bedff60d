/** `npm run build`: the card and the bridge's page as the one module that is committed and shipped. */
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

export default {
  input: 'card/src/climat-guardian-card.ts',
  output: {
    file: 'custom_components/climat_guardian/www/climat-guardian-card.js',
    format: 'es',
    sourcemap: false,
  },
  plugins: [
    nodeResolve(),
    minifyStyles,
    esbuild({ target: 'es2022', minify: true, legalComments: 'none', tsconfig: 'card/tsconfig.json' }),
    nameItself,
  ],
};
