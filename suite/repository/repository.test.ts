/** What must hold of the tree as a whole, whichever part a change was for. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, lstatSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { basename, dirname, join, matchesGlob, resolve } from 'node:path';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { runners, type Runner } from '../runners.ts';

const root = resolve(import.meta.dirname, '..', '..');

function read(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

/** What Git has, and what it would take. */
function tracked(): string[] {
  const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '-z'], {
    cwd: root,
  });
  return listed
    .toString()
    .split('\0')
    .filter(
      (path) => path !== '' && lstatSync(join(root, path), { throwIfNoEntry: false })?.isFile() === true,
    );
}

function jsonField(path: string, key: string): unknown {
  const parsed: unknown = JSON.parse(read(path));
  return typeof parsed === 'object' && parsed !== null
    ? Object.entries(parsed).find(([k]) => k === key)?.[1]
    : undefined;
}

test('all parts state the same version, and the changelog has it', () => {
  const version = jsonField('package.json', 'version');
  assert.equal(typeof version, 'string');
  for (const part of ['bridge', 'simulator', 'card', 'suite', 'e2e']) {
    assert.equal(jsonField(`${part}/package.json`, 'version'), version, part);
  }
  assert.equal(jsonField('custom_components/climat_guardian/manifest.json', 'version'), version);
  assert.match(
    read('esphome/packages/base.yaml'),
    new RegExp(`version: ${String(version).replaceAll('.', '\\.')}$`, 'm'),
  );
  assert.match(read('CHANGELOG.md'), new RegExp(`^## ${String(version).replaceAll('.', '\\.')} `, 'm'));
});

const www = 'custom_components/climat_guardian/www';

test("the committed bundles are what today's source builds", () => {
  const folder = mkdtempSync(join(tmpdir(), 'climat-bundle-'));
  try {
    const rollup = join(root, 'node_modules', '.bin', 'rollup');
    execFileSync(rollup, ['--config', 'rollup.config.js', '--silent'], {
      cwd: root,
      env: { ...process.env, OUT: folder },
    });
    const built = readdirSync(join(folder, www)).map((file) => join(www, file));
    assert.deepEqual(
      tracked()
        .filter((path) => path.startsWith(`${www}/`))
        .toSorted(),
      built.toSorted(),
    );
    for (const file of [...built, 'card/page/climat-guardian-status.js']) {
      const fresh = readFileSync(join(folder, file), 'utf8');
      assert.ok(fresh === read(file), `${file} is not: npm run build`);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('a dashboard loads the card in 45 KB, and the history, when it is opened, in 40', () => {
  for (const [file, most] of [
    ['climat-guardian-card.js', 45],
    ['climat-guardian-history.js', 40],
  ] as const) {
    const size = gzipSync(read(join(www, file)), { level: 9 }).length;
    assert.ok(size <= most * 1024, `${file}: ${String(size)} bytes gzipped`);
  }
});

test('what draws the history is loaded with it, and not with the card', () => {
  const entry = read(join(www, 'climat-guardian-card.js'));
  const history = read(join(www, 'climat-guardian-history.js'));
  // A class of uPlot's, an element of ours, a name of the history's style sheet.
  for (const part of ['u-over', 'climat-guardian-history-chart', '--line-8']) {
    assert.ok(!entry.includes(part), `${part} is in the card`);
    assert.ok(history.includes(part), `${part} is not in the history`);
  }
  // The parts that both need are in one place, so that a context is the same in both.
  assert.match(history, /from"\.\/climat-guardian-card\.js"/);
  assert.ok(!history.includes('adoptedStyleSheets'), 'Lit is in the history');
});

test('CI runs what the README tells a person to type', () => {
  const readme = read('README.md');
  const commands = [...readme.matchAll(/^```sh\n(.*?)\n```$/gms)].map((match) => match[1]);
  assert.ok(commands.includes('npm ci && npm run demo'));
  assert.ok(commands.includes('npm ci && npm test'));
  const ci = read('.ci/run')
    .split('\n')
    .filter((line) => line.startsWith('npm '));
  assert.equal(ci.join(' && '), 'npm ci && npm test');
});

test('each npm script that a document names is there', () => {
  const scripts = jsonField('package.json', 'scripts');
  const known = typeof scripts === 'object' && scripts !== null ? Object.keys(scripts) : [];
  for (const path of tracked().filter((name) => name.endsWith('.md'))) {
    for (const [, script = ''] of read(path).matchAll(/npm run ([\w-]+)/g)) {
      assert.ok(known.includes(script), `${path} names npm run ${script}`);
    }
  }
});

test('each relative link in a document leads somewhere', () => {
  for (const path of tracked().filter((name) => name.endsWith('.md'))) {
    for (const [, link = ''] of read(path).matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)) {
      if (/^[a-z]+:/.test(link)) continue;
      assert.ok(existsSync(join(root, dirname(path), link)), `${path} links to ${link}`);
    }
  }
});

test('hassfest and the Supervisor find only what is meant for them', () => {
  const manifests = tracked().filter((path) => basename(path) === 'manifest.json');
  assert.deepEqual(manifests, ['custom_components/climat_guardian/manifest.json']);
  const apps = tracked().filter(
    (path) => /(^|\/)config\.(ya?ml|json)$/.test(path) && !path.startsWith('app/'),
  );
  assert.deepEqual(apps, []);
});

test('no file names a path of this machine, and no lock file an address', () => {
  const places = [root, homedir()].filter((path) => path.length > 3).map((path) => `${path}/`);
  for (const path of tracked()) {
    const text = read(path);
    for (const place of places) assert.ok(!text.includes(place), `${path} names ${place}`);
    if (/(\.lock|package-lock\.json)$/.test(path)) {
      assert.doesNotMatch(text, /"resolved": "https?:|--index-url|^\s*# from https?:/m, path);
    }
  }
});

/** With the reason for it. */
const longer = new Set([
  // A preloaded library is one file: what it replaces in libc is a long list of short functions.
  'bridge/test/power/shim.c',
  // Generated, as one document is what its readers load.
  'bridge/api/openapi.yaml',
]);

test('no file is longer than 400 lines', () => {
  const long = tracked()
    .filter(
      (path) =>
        /\.(ts|js|mjs|py|c|h|cpp|yaml)$/.test(path) &&
        !path.includes('/www/') &&
        !path.startsWith('card/page/'),
    )
    .filter((path) => !longer.has(path) && read(path).split('\n').length > 401);
  assert.deepEqual(long, []);
});

test('each test is run by one of the runners', () => {
  const patterns = runners.flatMap(({ command }) => nodeTestPatterns(command));
  const others = [/^card\//, /^integration\//];
  const left = tracked().filter(
    (path) =>
      path.endsWith('.test.ts') &&
      !others.some((part) => part.test(path)) &&
      !patterns.some((pattern) => matchesGlob(path, pattern)),
  );
  assert.deepEqual(left, []);
});

/** Of runners whose tools are not there in this suite nothing is asked. */
function nodeTestPatterns(command: Runner['command']): readonly string[] {
  try {
    return command('report.xml').args.filter((arg) => arg.endsWith('.test.ts'));
  } catch {
    return [];
  }
}
