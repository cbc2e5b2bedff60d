/** A real Chromium, headless, with a profile of its own that is thrown away. */
import { chromium, type BrowserContext } from 'playwright-core';
import { chromiumArgs, chromiumCommand } from '../needs/chromium.ts';

export type { CDPSession, Page } from 'playwright-core';

export interface TestBrowser extends AsyncDisposable {
  /** A fresh window: nothing remembered from another. */
  readonly open: (options?: WindowOptions) => Promise<BrowserContext>;
}

export interface WindowOptions {
  readonly width?: number;
  readonly height?: number;
  readonly colorScheme?: 'light' | 'dark';
}

export async function startBrowser(): Promise<TestBrowser> {
  const browser = await chromium.launch({
    executablePath: chromiumCommand(),
    headless: true,
    args: chromiumArgs,
  });
  return {
    open: ({ width = 1280, height = 800, colorScheme = 'light' } = {}) =>
      browser.newContext({
        viewport: { width, height },
        colorScheme,
        reducedMotion: 'reduce',
        locale: 'en-GB',
      }),
    [Symbol.asyncDispose]: () => browser.close(),
  };
}
