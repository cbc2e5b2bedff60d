/**
 * `npm run build:bridge`: what users get. One JavaScript file with all that the bridge imports, and beside it what it
 * reads while it runs: it needs Node and nothing else. (Node refuses TypeScript inside node_modules, which is where
 * npm puts what it installs.)
 *
 * usage: node packaging/build.ts [--out FOLDER]
 */
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { build, type BuildOptions, type Plugin } from 'esbuild';
import { notices } from './notices.ts';

const root = join(import.meta.dirname, '..');
/** What package.json's `engines` asks for too: `AsyncDisposableStack`, and `node:sqlite` without a flag. */
const node = '24';

/**
 * @homebridge/ciao turns on a translator of stack traces for the whole process, which reads the map of this file into
 * memory and shuts out Node's own (bin/climat-guardian.js), and handles uncaught errors besides.
 */
const leaveStackTracesToNode: Plugin = {
  name: 'leave-stack-traces-to-node',
  setup(hooks) {
    hooks.onResolve({ filter: /^source-map-support\/register$/ }, ({ path }) => ({
      path,
      namespace: 'nothing',
    }));
    hooks.onLoad({ filter: /.*/, namespace: 'nothing' }, () => ({ contents: '' }));
  },
};

const swaggerUi = 'node_modules/swagger-ui-dist';

const common = {
  absWorkingDir: root,
  bundle: true,
  format: 'esm',
  metafile: true,
  logLevel: 'warning',
} satisfies BuildOptions;

/** @param out emptied first. */
async function buildBridge(out: string): Promise<void> {
  await rm(out, { recursive: true, force: true });
  await mkdir(out, { recursive: true });
  const bridge = await build({
    ...common,
    entryPoints: ['bridge/src/bundled.ts'],
    outfile: join(out, 'climat-guardian.js'),
    platform: 'node',
    target: `node${node}`,
    conditions: ['bundled'],
    // Half the size to be read at each start on a Raspberry Pi; names stay, for who has only a stack trace.
    minifySyntax: true,
    minifyWhitespace: true,
    sourcemap: 'linked',
    sourcesContent: false,
    legalComments: 'none', // they are in NOTICES
    // Some of what is bundled is CommonJS and asks for Node's own modules in its way.
    banner: {
      js: `import{createRequire}from'node:module';const require=createRequire(import.meta.url);`,
    },
    plugins: [leaveStackTracesToNode],
  });
  await nameSourcesByTheTree(out);
  // The page's bundles are committed; only what is in them is asked for here.
  const card = await build({
    ...common,
    entryPoints: ['card/src/climat-guardian-card.ts', 'card/src/climat-guardian-status.ts'],
    outdir: out,
    tsconfig: 'card/tsconfig.json',
    write: false,
  });
  const bundled = [bridge, card].flatMap(({ metafile }) => Object.keys(metafile.inputs));
  await writeFile(join(out, 'NOTICES'), await notices(root, [...bundled, join(swaggerUi, 'swagger-ui.css')]));
  await writeFile(join(out, 'package.json'), await manifest());
  const copies = {
    LICENSE: 'LICENSE',
    'packaging/climat-guardian.yaml': 'climat-guardian.yaml',
    'packaging/systemd': 'systemd',
    'bridge/bin': 'bin',
    'bridge/src/store/migrations': 'migrations',
    'card/page': 'page',
    'bridge/docs-page': 'docs-page',
    // Of its twelve megabytes, what /docs loads; the licence text is of what is bundled in it.
    ...Object.fromEntries(
      ['swagger-ui.css', 'swagger-ui-bundle.js', 'swagger-ui-bundle.js.LICENSE.txt'].map((file) => [
        join(swaggerUi, file),
        join('docs-page', file),
      ]),
    ),
    // The card, and what it loads from beside it.
    'custom_components/climat_guardian/www': 'page',
  };
  for (const [from, to] of Object.entries(copies)) {
    await cp(join(root, from), join(out, to), { recursive: true });
  }
}

/** `bridge/src/bridge.ts`, wherever this was built; a user's stack trace leads to the file on GitHub. */
async function nameSourcesByTheTree(out: string): Promise<void> {
  const path = join(out, 'climat-guardian.js.map');
  const map: unknown = JSON.parse(await readFile(path, 'utf8'));
  if (typeof map !== 'object' || map === null || !('sources' in map) || !Array.isArray(map.sources)) {
    throw new Error(`${path} is no source map`);
  }
  const sources = map.sources.map((source) =>
    // Not so what is no file.
    /^\.\.?\//.test(String(source)) ? relative(root, resolve(out, String(source))) : String(source),
  );
  await writeFile(path, JSON.stringify({ ...map, sources }));
}

/** Without dependencies: all are in the file. */
async function manifest(): Promise<string> {
  const stated: unknown = JSON.parse(await readFile(join(root, 'bridge', 'package.json'), 'utf8'));
  if (typeof stated !== 'object' || stated === null) throw new Error('bridge/package.json is no object');
  const kept = ['name', 'version', 'description', 'license', 'type', 'bin'];
  const shipped = {
    ...Object.fromEntries(Object.entries(stated).filter(([key]) => kept.includes(key))),
    engines: { node: `>=${node}` },
    imports: {
      '#main': './climat-guardian.js',
      // Again by way of it, which has Node read the map of what is bundled.
      '#store-thread': './bin/climat-guardian.js',
    },
  };
  return `${JSON.stringify(shipped, null, 2)}\n`;
}

const { values } = parseArgs({ options: { out: { type: 'string' } } });
await buildBridge(values.out === undefined ? join(root, 'dist', 'climat-guardian') : resolve(values.out));
