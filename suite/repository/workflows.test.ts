/** What GitHub runs for us: only what is pinned, with the rights that it needs, and by commands that are there. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { parse } from 'yaml';

const root = join(import.meta.dirname, '..', '..');
const folder = join(root, '.github', 'workflows');
const workflows = new Map(
  readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]),
);

interface Step {
  readonly uses?: string;
  readonly run?: string;
}
interface Job {
  readonly uses?: string;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly 'timeout-minutes'?: number;
  readonly steps?: readonly Step[];
}
interface Workflow {
  readonly permissions?: object;
  readonly jobs: Readonly<Record<string, Job>>;
}

/** What the machines of GitHub have, or the container that a job names. */
const programs = ['awk', 'docker', 'gh', 'git', 'grep', 'node', 'npm', 'printenv', 'test'];

const scripts = new Set(
  Object.keys((JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: object }).scripts),
);

function faultsOf(text: string): string[] {
  const workflow = parse(text) as Workflow;
  const faults: string[] = [];
  // Each job says what it may, and nothing is given to all.
  if (JSON.stringify(workflow.permissions) !== '{}') faults.push('permissions: not {}');
  for (const [name, job] of Object.entries(workflow.jobs)) {
    if (job.permissions === undefined) faults.push(`${name}: no permissions`);
    if (job.uses === undefined && job['timeout-minutes'] === undefined) faults.push(`${name}: no timeout`);
    const steps = job.steps ?? [];
    for (const uses of [job.uses, ...steps.map((step) => step.uses)]) {
      if (uses !== undefined) faults.push(...faultsOfUse(uses, text));
    }
    for (const { run } of steps) if (run !== undefined) faults.push(...faultsOfCommand(run));
  }
  return faults;
}

function faultsOfUse(uses: string, text: string): string[] {
  if (uses.startsWith('./')) return existsSync(join(root, uses)) ? [] : [`${uses} is not there`];
  if (!/@[\da-f]{40}$/.test(uses)) return [`${uses} is not pinned by a commit`];
  // For people, and for who updates them.
  const isNamed = text.split('\n').some((line) => line.includes(uses) && /# (v\d|\w+, \d{4}-)/.test(line));
  return isNamed ? [] : [`${uses} does not say which version that is`];
}

function faultsOfCommand(run: string): string[] {
  const faults: string[] = [];
  if (run.includes('${{')) faults.push(`GitHub writes into the command: ${run}`);
  const commands = run
    .replaceAll(/'[^']*'/g, "''")
    .split(/\n|&&|\|/)
    .map((one) => one.trim())
    .filter((one) => one !== '');
  for (const command of commands) {
    const [program = ''] = command.split(' ');
    if (!programs.includes(program)) faults.push(`${program} is no program`);
  }
  for (const [, script = ''] of run.matchAll(/npm run ([\w:-]+)/g)) {
    if (!scripts.has(script)) faults.push(`there is no npm script ${script}`);
  }
  for (const [, file = ''] of run.matchAll(/--file (\S+)/g)) {
    if (!existsSync(join(root, file))) faults.push(`${file} is not there`);
  }
  return faults;
}

test('each workflow runs what is pinned and there, with the rights that it names', () => {
  assert.deepEqual([...workflows.keys()].toSorted(), ['checks.yml', 'release.yml']);
  for (const [name, text] of workflows) assert.deepEqual(faultsOf(text), [], name);
});

test('one that does not is found out', () => {
  const checks = workflows.get('checks.yml') ?? '';
  const [, sha = ''] = /actions\/checkout@(\S+)/.exec(checks) ?? [];
  const broken: readonly (readonly [string, string, RegExp])[] = [
    [`checkout@${sha}`, 'checkout@v7', /not pinned/],
    [`checkout@${sha}`, `checkout@${sha.slice(0, 39)}`, /not pinned/],
    [' # main, 2025-05-06', '', /which version/],
    ['permissions: {}', 'permissions: write-all', /not \{\}/],
    ['permissions: { contents: read }', 'if: true', /no permissions/],
    ['timeout-minutes: 180', 'if: true', /no timeout/],
    ['npm test', 'npm run tests', /no npm script tests/],
    ['npm ci && npm test', 'curl x | sh', /curl is no program.*sh is no program/],
    ['npm test', 'npm test -- ${{ github.head_ref }}', /GitHub writes into/],
  ];
  for (const [right, wrong, fault] of broken) {
    assert.ok(checks.includes(right), right);
    assert.match(faultsOf(checks.replaceAll(right, wrong)).join(' '), fault, wrong);
  }
});

test('what is released is what was checked: the README’s own command, both images, and what HACS needs', () => {
  const checks = workflows.get('checks.yml') ?? '';
  const release = workflows.get('release.yml') ?? '';
  assert.match(checks, /- run: npm ci && npm test$/m);
  assert.match(checks, /uses: home-assistant\/actions\/hassfest@/);
  assert.match(checks, /uses: hacs\/action@.*\n\s+with: \{ category: integration,/);
  const { image } = parse(readFileSync(join(root, 'app', 'config.yaml'), 'utf8')) as { image: string };
  const base = /^FROM (\S+):/m.exec(readFileSync(join(root, 'app', 'Dockerfile'), 'utf8'))?.[1];
  const pushed = [...release.matchAll(/--tag "([^:]+):/g)].map((match) => match[1]);
  assert.deepEqual(pushed, [base, image], 'the bridge’s first: the app’s is made from it');
  assert.match(release, /npm sbom .*--sbom-format=cyclonedx/);
  const { jobs } = parse(release) as { jobs: Record<string, { needs?: string }> };
  assert.deepEqual(
    Object.entries(jobs).map(([name, { needs }]) => [name, needs]),
    [
      ['checks', undefined],
      ['images', 'checks'],
      ['release', 'images'],
    ],
  );
});
