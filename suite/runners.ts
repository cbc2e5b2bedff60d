/** Everything that `npm test` runs, in the order in which a person wants to hear of a fault. */
import { join } from 'node:path';
import { chromiumCommand } from './needs/chromium.ts';
import { esphomePython, ruffCommand } from './needs/esphome.ts';
import { homeAssistantPython, mypyCommand, pythonEnv } from './needs/home-assistant.ts';

export interface Runner {
  readonly name: string;
  /** Whether it writes a JUnit report; else its exit code is its one result. */
  readonly reports: boolean;
  /**
   * The runners of one lane run one after another, and the lanes beside each other: those that leave a core idle for
   * most of their time beside the others, and the longest, which is a single test, beside all.
   */
  readonly lane?: 'beside' | 'longest';
  readonly command: (report: string) => {
    readonly program: string;
    readonly args: readonly string[];
    readonly env?: NodeJS.ProcessEnv;
  };
}

const bin = join(import.meta.dirname, '..', 'node_modules', '.bin');
const tool = (name: string): string => join(bin, name);

/** A check: well or not well. */
function check(name: string, program: () => string, ...args: string[]): Runner {
  return { name, reports: false, command: () => ({ program: program(), args }) };
}

/** A test that has not ended by then never will: it fails by its name, and the others go on. The longest but one takes a quarter. */
const TEST_LIMIT_MINUTES = 10;

/** Tests by node:test, one process a file. `atOnce` 1 for those that fill both cores by themselves. */
function nodeTests(
  name: string,
  globs: readonly string[],
  atOnce = 2,
  limitMinutes = TEST_LIMIT_MINUTES,
): Runner {
  return {
    name,
    reports: true,
    command: (report) => ({
      program: process.execPath,
      args: [
        '--test',
        `--test-concurrency=${String(atOnce)}`,
        `--test-timeout=${String(limitMinutes * 60_000)}`,
        '--test-reporter=spec',
        '--test-reporter-destination=stdout',
        '--test-reporter=junit',
        `--test-reporter-destination=${report}`,
        ...globs,
      ],
    }),
  };
}

export const runners: readonly Runner[] = [
  check('types', () => tool('tsc'), '--project', 'tsconfig.json'),
  check('types-card', () => tool('tsc'), '--project', 'card/tsconfig.json'),
  check('eslint', () => tool('eslint'), '.'),
  check('prettier', () => tool('prettier'), '--check', '.'),
  check('knip', () => tool('knip')),
  check('ruff', ruffCommand, 'check', '--no-cache', '.'),
  check('ruff-format', ruffCommand, 'format', '--no-cache', '--check', '.'),
  check('mypy', mypyCommand, '--config-file', 'integration/pyproject.toml'),
  // With ESPHome's own interpreter, which has what these scripts import.
  {
    name: 'mypy-scripts',
    reports: false,
    command: () => ({
      program: mypyCommand(),
      args: [
        ...[
          '--strict',
          '--implicit-reexport',
          '--scripts-are-modules',
          '--explicit-package-bases',
          '--cache-dir',
          '/dev/null',
        ],
        ...['--python-executable', esphomePython(), 'esphome/tests/reference_client.py'],
        ...['simulator/test/reference_client.py', 'simulator/test/reference_browser.py'],
        ...['bridge/test/mdns/announce.py', 'bridge/test/read-store.py', 'bridge/test/notify-socket.py'],
        ...['bridge/test/averages/reference.py', 'grafana/test/reference.py'],
        'bench/frames/aioesphomeapi_states.py',
      ],
    }),
  },
  nodeTests('unit', [
    'bridge/src/**/*.test.ts',
    'simulator/src/**/*.test.ts',
    'grafana/src/**/*.test.ts',
    'suite/{.,needs,processes}/*.test.ts',
  ]),
  nodeTests('repository', ['suite/repository/*.test.ts']),
  nodeTests('esphome', ['esphome/tests/*.test.ts']),
  nodeTests('simulator', ['simulator/test/*.test.ts']),
  nodeTests('bridge', ['bridge/test/{.,store}/*.test.ts']),
  { ...nodeTests('api', ['bridge/test/schemathesis/*.test.ts'], 1), lane: 'beside' },
  { ...nodeTests('averages', ['bridge/test/averages/**/*.test.ts'], 1), lane: 'beside' },
  { ...nodeTests('grafana', ['grafana/test/*.test.ts'], 1), lane: 'beside' },
  nodeTests('ledger', ['bridge/test/ledger/*.test.ts']),
  nodeTests('forward', ['bridge/test/forward/*.test.ts']),
  nodeTests('clock', ['bridge/test/clock/*.test.ts']),
  nodeTests('mdns', ['bridge/test/mdns/*.test.ts'], 1),
  { ...nodeTests('packaging', ['packaging/test/*.test.ts'], 1), lane: 'beside' },
  { ...nodeTests('power', ['bridge/test/power/*.test.ts'], 1), lane: 'beside' },
  { ...nodeTests('kill', ['bridge/test/kill/*.test.ts'], 1, 3 * TEST_LIMIT_MINUTES), lane: 'longest' },
  {
    name: 'card',
    reports: true,
    command: (report) => ({
      program: tool('web-test-runner'),
      args: ['--config', 'card/web-test-runner.config.js'],
      env: { JUNIT_FILE: report, CHROMIUM: chromiumCommand() },
    }),
  },
  {
    name: 'integration',
    reports: true,
    lane: 'beside',
    command: (report) => ({
      program: homeAssistantPython(),
      args: [
        ...['-m', 'pytest', '--rootdir', 'integration', 'integration/tests', `--junitxml=${report}`],
        // Below the share that its configuration names, pytest fails.
        ...['--cov', '--cov-config=integration/pyproject.toml'],
      ],
      env: pythonEnv(),
    }),
  },
  nodeTests('e2e', ['e2e/*.test.ts'], 1),
];
