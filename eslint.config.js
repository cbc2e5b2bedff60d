import js from '@eslint/js';
import prettier from 'eslint-config-prettier';
import importX, { createNodeResolver } from 'eslint-plugin-import-x';
import lit from 'eslint-plugin-lit';
import wc from 'eslint-plugin-wc';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

/**
 * Which station may import which (docs/data-path.md). Arrows go one way; `bridge.ts` and `cli/` join them.
 * Not listed: nothing of ours. The types of the store are everybody's words.
 */
const stations = {
  reading: [],
  mdns: [],
  clock: [],
  config: [],
  devices: ['reading', 'mdns'],
  store: ['reading'],
  forward: ['reading', 'store/types.ts', 'store/outbox-types.ts'],
  average: ['reading', 'climate', 'store/types.ts', 'store/averaging.ts', 'store/explaining.ts'],
  climate: ['reading'],
  api: [
    'reading',
    'clock',
    'store/types.ts',
    'store/averaging.ts',
    'store/edit-types.ts',
    'store/explaining.ts',
    'average/answers.ts',
  ],
};

const bridgeDirections = Object.entries(stations).map(([station, allowed]) => ({
  target: `./bridge/src/${station}`,
  from: './bridge/src',
  except: [`./${station}`, ...allowed.map((path) => `./${path}`)],
  message: `${station}/ may import only: ${allowed.join(', ') || 'nothing of ours'} (docs/data-path.md).`,
}));

const partDirections = [
  {
    target: './card/src/elements',
    from: './card/src',
    except: ['./elements', './rooms', './i18n', './history/past.ts'],
    message: 'elements/ render rooms; they do not know Home Assistant, the card or the page.',
  },
  {
    target: './card/src/history',
    from: './card/src',
    except: ['./history', './elements', './rooms', './i18n'],
    message: 'history/ draws what a source answers; it does not know Home Assistant, the bridge or the page.',
  },
  {
    target: [
      './card/src/card',
      './card/src/page',
      './card/src/sources',
      './card/src/climat-guardian-{card,page}.ts',
    ],
    from: './card/src/history',
    except: ['./open-history.ts', './opened-history.ts', './past.ts', './past-source.ts'],
    message: 'history/ is loaded when it is first opened: of values, only what opens it.',
  },
  { target: './card', from: './bridge/src', message: 'The card may know bridge/api, never bridge/src.' },
  { target: './simulator', from: './bridge', message: 'The simulator shares no code with what it tests.' },
  {
    target: './bridge',
    from: ['./e2e', './card', './grafana'],
    message: 'The bridge knows none of its readers.',
  },
  {
    target: './grafana/src',
    from: ['./bridge', './card', './simulator'],
    message: 'The dashboards know what InfluxDB has, by its names (docs/data-path.md).',
  },
];

export default defineConfig(
  globalIgnores([
    'custom_components/climat_guardian/www/',
    'card/page/',
    '**/node_modules/',
    'data/',
    'dist/',
  ]),
  js.configs.recommended,
  tseslint.configs.strictTypeChecked,
  tseslint.configs.stylisticTypeChecked,
  {
    plugins: { 'import-x': importX },
    settings: { 'import-x/resolver-next': [createNodeResolver({ extensions: ['.ts', '.js', '.mjs'] })] },
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      'import-x/no-restricted-paths': [
        'error',
        { basePath: import.meta.dirname, zones: [...bridgeDirections, ...partDirections] },
      ],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      // `using` declarations are used by being there.
      '@typescript-eslint/no-unused-vars': ['error', { ignoreUsingDeclarations: true }],
    },
  },
  {
    files: ['**/*.test.ts', '**/test/**/*.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          selector: "CallExpression[callee.object.name='t'][callee.property.name='after']",
          message: 'What began first would end first, and nothing after what fails to: endOf(t).defer(…).',
        },
      ],
      // node:test's own functions return promises that its runner awaits.
      '@typescript-eslint/no-floating-promises': [
        'error',
        {
          allowForKnownSafeCalls: [
            { from: 'package', package: 'node:test', name: ['test', 'describe', 'it', 'suite'] },
          ],
        },
      ],
    },
  },
  {
    files: ['card/**/*.ts'],
    extends: [lit.configs['flat/recommended'], wc.configs['flat/recommended']],
  },
  {
    files: ['**/*.js', '**/*.mjs'],
    extends: [tseslint.configs.disableTypeChecked],
    languageOptions: { globals: { console: 'readonly', process: 'readonly', URL: 'readonly' } },
  },
  {
    // These run in a browser, with mocha.
    files: ['card/test/*.js'],
    languageOptions: {
      globals: Object.fromEntries(
        ['document', 'getComputedStyle', 'FontFace', 'before', 'describe', 'it'].map((name) => [
          name,
          'readonly',
        ]),
      ),
    },
  },
  prettier,
);
