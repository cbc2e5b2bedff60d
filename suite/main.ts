/**
 * `npm test`: provides what the tests stand on, runs every runner, and ends with the one line that counts.
 * Its exit code is 0 only when everything was run and nothing failed.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { cCompilerNeed } from './needs/c-compiler.ts';
import { chromiumNeed } from './needs/chromium.ts';
import { curlNeed } from './needs/curl.ts';
import { esphomeNeed } from './needs/esphome.ts';
import { firmwareNeed } from './needs/firmware.ts';
import { gitNeed } from './needs/git.ts';
import { homeAssistantNeed } from './needs/home-assistant.ts';
import { influxdbNeed } from './needs/influxdb.ts';
import { personAtTerminal, SetupError, thisMachine } from './needs/machine.ts';
import { namespacesNeed } from './needs/namespaces.ts';
import { prometheusClientNeed } from './needs/prometheus-client.ts';
import { schemathesisNeed } from './needs/schemathesis.ts';
import { straceNeed } from './needs/strace.ts';
import { systemdNotifyNeed } from './needs/systemd-notify.ts';
import { victoriaMetricsNeed } from './needs/victoria-metrics.ts';
import { zshNeed } from './needs/zsh.ts';
import { addUp, closingLine, type Result } from './results.ts';
import { runRunner } from './run-runner.ts';
import { runners, type Runner } from './runners.ts';

const needs = [
  gitNeed,
  curlNeed,
  namespacesNeed,
  chromiumNeed,
  cCompilerNeed,
  systemdNotifyNeed,
  straceNeed,
  zshNeed,
  influxdbNeed,
  prometheusClientNeed,
  victoriaMetricsNeed,
  esphomeNeed,
  firmwareNeed,
  homeAssistantNeed,
  schemathesisNeed,
];

const usage = `usage: npm test -- [--yes] [--setup] [--only NAME …]

  --yes         install what is missing without asking
  --setup       only install and build what the tests need
  --only NAME   run only this runner (again for more): ${runners.map(({ name }) => name).join(', ')}`;

process.exitCode = await main(process.argv.slice(2));

async function main(args: string[]): Promise<number> {
  const options = read(args);
  if (typeof options === 'string') {
    console.error(`${options}\n${usage}`);
    return 2;
  }
  if (options.help) {
    console.log(usage);
    return 0;
  }
  try {
    await provideNeeds(options.yes);
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    console.error(`\nThe set-up cannot be completed: ${error.message}`);
    // Without its parts the suite proves nothing: that is a failure, not a skip.
    console.log(closingLine({ passed: 0, failed: 1 }));
    return 1;
  }
  if (options.setup) return 0;
  const compiled = await mkdtemp(join(tmpdir(), 'climat-compiled-'));
  const lanes = Map.groupBy(options.runners, ({ lane }) => lane);
  const results = await Promise.all([...lanes.values()].map((lane) => runAll(lane, compiled)));
  await rm(compiled, { recursive: true, force: true, maxRetries: 20 });
  const total = addUp(results.flat());
  console.log(closingLine(total));
  return total.failed === 0 && total.passed > 0 ? 0 : 1;
}

/** One after another. */
async function runAll(all: readonly Runner[], compiled: string): Promise<Result[]> {
  const results: Result[] = [];
  for (const runner of all) results.push(await runRunner(runner, compiled));
  return results;
}

function read(args: string[]) {
  try {
    const { values } = parseArgs({
      args,
      options: {
        yes: { type: 'boolean', default: false },
        setup: { type: 'boolean', default: false },
        only: { type: 'string', multiple: true, default: [] },
        help: { type: 'boolean', default: false },
      },
    });
    const unknown = values.only.find((name) => !runners.some((runner) => runner.name === name));
    if (unknown !== undefined) return `There is no runner "${unknown}".`;
    const chosen =
      values.only.length === 0 ? runners : runners.filter(({ name }) => values.only.includes(name));
    return { ...values, runners: chosen };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

async function provideNeeds(yes: boolean): Promise<void> {
  const machine = thisMachine({
    ask: yes ? undefined : personAtTerminal(),
    say(line) {
      console.log(`  ${line}`);
    },
  });
  for (const need of needs) {
    const from = Date.now();
    await need.provide(machine);
    console.log(`ready: ${need.name} (${seconds(from)})`);
  }
}

function seconds(from: number): string {
  return `${((Date.now() - from) / 1000).toFixed(0)} s`;
}
