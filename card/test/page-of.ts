/** The bridge's own page with a bridge that gives these answers, and what it was asked. */
import { fixture, html } from '@open-wc/testing';
import '../src/climat-guardian-status.ts';
import { BridgeClient } from '../src/page/bridge-client.ts';
import type { ClimatGuardianStatus } from '../src/page/status/climat-guardian-status.ts';
import { until } from './until.ts';

/** By method and path; a path may end in its query. */
export type Answers = Record<string, (request: Request) => Response | Promise<Response>>;

export const example = async (name: string): Promise<Record<string, unknown>> =>
  (await fetch(`/bridge/api/examples/${name}`)).json() as Promise<Record<string, unknown>>;

export const json = (body: unknown, code = 200): Response => Response.json(body, { status: code });

export const problem = (code: number, detail: string): Response =>
  json({ status: code, code: 'x', detail }, code);

// The ground that the page stands on: without it there is no contrast to be measured.
const ground = document.createElement('link');
ground.rel = 'stylesheet';
ground.href = '/card/page/page.css';
document.head.append(ground);

export async function pageOf(answers: Answers, everyMs = 3_600_000) {
  const asked: Request[] = [];
  const client = new BridgeClient('http://bridge.test/below/', (input, init) => {
    const request = new Request(input, init);
    asked.push(request.clone());
    const { pathname, search } = new URL(request.url);
    const path = pathname.replace('/below/', '');
    const answer = answers[`${request.method} ${path}${search}`] ?? answers[`${request.method} ${path}`];
    return Promise.resolve(answer?.(request) ?? problem(404, 'nothing there'));
  });
  const page = await fixture<ClimatGuardianStatus>(
    html`<climat-guardian-status .client=${client} .everyMs=${everyMs}></climat-guardian-status>`,
  );
  const text = (selector: string): string => words(page.shadowRoot?.querySelector<HTMLElement>(selector));
  const settled = (): Promise<void> =>
    until(() => page.answer !== undefined, 'an answer').then(async () => {
      await page.updateComplete;
    });
  return { page, asked, text, settled };
}

/** As a person reads it. */
export function words(element: HTMLElement | null | undefined): string {
  return (element?.innerText ?? '').replace(/\s+/g, ' ').trim();
}

/** All of a selector below an element, through the shadow roots that are open. */
export function deep<Found extends HTMLElement>(root: Element, selector: string): Found[] {
  const below = root.shadowRoot ?? root;
  return [
    ...below.querySelectorAll<Found>(selector),
    ...[...below.querySelectorAll('*')].flatMap((inner) =>
      inner.shadowRoot === null ? [] : deep<Found>(inner, selector),
    ),
  ];
}

/** The button of that name, as it is read out, once it is there. */
export async function button(root: Element, name: string): Promise<HTMLButtonElement> {
  const found = (): HTMLButtonElement | undefined =>
    deep<HTMLButtonElement>(root, 'button').find(
      (one) => (one.getAttribute('aria-label') ?? words(one)) === name,
    );
  await until(found, `the button ${name}`);
  const there = found();
  if (there === undefined) throw new Error(`no button ${name}`);
  return there;
}

/** Whether that can be read anywhere. */
export function shows(root: Element, sentence: string): boolean {
  return deep<HTMLElement>(root, 'p, li, h2, h3, dd').some((one) => words(one).includes(sentence));
}
