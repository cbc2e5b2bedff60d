/** The card's tests in a real Chromium, against a real WebSocket server. `JUNIT_FILE`: report there instead. */
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { esbuildPlugin } from '@web/dev-server-esbuild';
import { defaultReporter } from '@web/test-runner';
import { junitReporter } from '@web/test-runner-junit-reporter';
import { playwrightLauncher } from '@web/test-runner-playwright';
import { visualRegressionPlugin } from '@web/test-runner-visual-regression/plugin';
import { chromiumArgs, chromiumCommand } from '../suite/needs/chromium.ts';
import { bridgeStub } from './dev/bridge-stub.js';
import { pastStub } from './dev/past-stub.js';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const stub = bridgeStub();
const past = pastStub();
const { JUNIT_FILE } = process.env;
/** Fewer pixels are the edge of a letter that another build of Chromium smooths otherwise. */
const pictures = visualRegressionPlugin({
  // `npm run build:pictures`: what is seen becomes what is right.
  update: process.env.PICTURES === 'new',
  baseDir: here('test/pictures'),
  getBaselineName: ({ name }) => name,
  // Beside nothing that is committed; a failure names the file.
  getDiffName: ({ name }) => join(tmpdir(), 'climat-guardian-pictures', `${name}-difference`),
  getFailedName: ({ name }) => join(tmpdir(), 'climat-guardian-pictures', name),
  diffOptions: { threshold: 0.05 },
  failureThresholdType: 'pixel',
  failureThreshold: 20,
});

/** To web-test-runner a file without tests has passed; here nothing has. */
const noTestsNoSuccess = {
  onTestRunFinished({ sessions }) {
    const empty = sessions
      .filter(({ testResults }) => !holdsTests(testResults))
      .map(({ testFile }) => testFile);
    if (empty.length === 0) return;
    console.error(`No test ran in ${empty.join(', ')}`);
    process.once('exit', () => {
      process.exitCode = 1;
    });
  },
};

function holdsTests(suite) {
  return suite !== undefined && (suite.tests.length > 0 || suite.suites.some(holdsTests));
}

export default {
  // The repository's root: the tests read bridge/api/examples and the committed bundle.
  rootDir: here('..'),
  files: [here('src/**/*.test.ts'), here('test/**/*.test.{ts,js}')],
  nodeResolve: true,
  concurrency: 2,
  // The accessibility checks take seconds on a small machine.
  testFramework: { config: { timeout: 20_000 } },
  plugins: [
    esbuildPlugin({ ts: true, target: 'es2022', tsconfig: here('tsconfig.json') }),
    stub.plugin,
    past.plugin,
    pictures,
  ],
  middleware: [stub.middleware, past.middleware],
  browsers: [
    playwrightLauncher({
      product: 'chromium',
      launchOptions: { executablePath: chromiumCommand(), args: chromiumArgs },
      // The machine's own would decide what is tested; that zone is no building's in these tests.
      createBrowserContext: ({ browser }) =>
        browser.newContext({ locale: 'en-US', timezoneId: 'America/St_Johns' }),
    }),
  ],
  // Lit's development build is wanted here: it finds mistakes that the other passes over.
  filterBrowserLogs: ({ args }) => !String(args[0]).includes('Lit is in dev mode'),
  reporters: [
    // Beside the report too: a file that could not be loaded is not in it.
    defaultReporter({ reportTestProgress: !JUNIT_FILE }),
    ...(JUNIT_FILE ? [junitReporter({ outputPath: JUNIT_FILE })] : []),
    noTestsNoSuccess,
  ],
};
