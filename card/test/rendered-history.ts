/** The history, rendered, of a source that a test plays. */
import { fixture, html } from '@open-wc/testing';
import { setViewport } from '@web/test-runner-commands';
import '../src/history/history.ts';
import type { ClimatGuardianHistory } from '../src/history/climat-guardian-history.ts';
import type { PastSource } from '../src/history/past-source.ts';
import { createLocale } from '../src/i18n/locale.ts';
import { now } from './sample-past.ts';
import { sampleRoom } from './samples.ts';
import { until } from './until.ts';

const rooms = [
  sampleRoom(),
  sampleRoom({ id: 'kitchen', name: 'Kitchen' }),
  sampleRoom({ id: 'attic', name: '<img src=x onerror=alert(1)> Attic' }),
];

export async function historyOf(source: PastSource, change: Partial<ClimatGuardianHistory> = {}) {
  await setViewport({ width: 1000, height: 900 });
  const element = await fixture<ClimatGuardianHistory>(
    html`<climat-guardian-history
      .rooms=${rooms}
      .selected=${change.selected ?? ['study']}
      .source=${source}
      .now=${change.now ?? now}
      .csvHref=${change.csvHref ?? null}
      .locale=${change.locale ?? createLocale({ language: 'en-GB' })}
    ></climat-guardian-history>`,
  );
  const root = element.shadowRoot;
  if (root === null) throw new Error('not rendered');
  const text = (selector = ':host') =>
    [...root.querySelectorAll<HTMLElement>(selector)].map((part) =>
      part.innerText.replace(/\s+/g, ' ').trim(),
    );
  const chart = () => root.querySelector('climat-guardian-history-chart');
  const press = (name: string): void => {
    const button = [...root.querySelectorAll('button')].find(
      ({ textContent, ariaLabel }) => textContent.trim() === name || ariaLabel === name,
    );
    if (button === undefined) throw new Error(`no button ${name}`);
    button.click();
  };
  const drawn = () => [...(chart()?.drawn.values() ?? [])];
  const settled = () =>
    until(() => element.answers.ofRoom.size > 0 && !element.answers.isAsking && drawn().length > 0, 'drawn');
  const plot = () => chart()?.shadowRoot?.querySelector<HTMLElement>('.plot');
  return { element, root, text, press, drawn, settled, chart, plot };
}
