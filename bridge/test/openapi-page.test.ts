/** `/docs` in a real browser, also where a proxy serves the bridge under a path of its own. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, request as requestOf } from 'node:http';
import { test } from 'node:test';
import { startBridgeProcess } from '@climat-guardian/suite/processes/bridge';
import { startBrowser } from '@climat-guardian/suite/processes/browser';
import { describedOperations } from './openapi-operations.ts';

/** As nginx with `location /climate/` would; the bridge does not know of it. */
async function proxyBefore(bridge: string, prefix: string): Promise<{ url: string } & AsyncDisposable> {
  const server = createServer((asked, answer) => {
    const { headers, method, url = '/' } = asked;
    if (!url.startsWith(prefix)) {
      answer.writeHead(404).end('beside the prefix');
      return;
    }
    const forwarded = requestOf(new URL(url.slice(prefix.length), bridge), { headers, method }, (from) => {
      answer.writeHead(from.statusCode ?? 502, from.headers);
      from.pipe(answer);
    });
    asked.pipe(forwarded);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  assert.ok(address !== null && typeof address === 'object');
  return {
    url: `http://127.0.0.1:${String(address.port)}${prefix}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

test('it shows every operation by its audience, tries one out, and asks nobody else, also under a prefix', async () => {
  await using bridge = await startBridgeProcess(['demo', '--rooms', '1', '--port', '0']);
  await using proxy = await proxyBefore(bridge.url, '/house/climate/');
  await using browser = await startBrowser();
  for (const base of [bridge.url, proxy.url]) {
    const page = await (await browser.open({ height: 1400 })).newPage();
    const wrong: string[] = [];
    const asked: string[] = [];
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) wrong.push(message.text());
    });
    page.on('pageerror', (error) => wrong.push(error.message));
    page.on('request', (request) => asked.push(request.url()));
    // By way of the redirect.
    await page.goto(new URL('docs/', base).href);
    await page.waitForSelector('.opblock-summary');
    assert.equal(page.url(), new URL('docs', base).href);
    const blocks = await page.locator('.opblock').all();
    const shown = await Promise.all(blocks.map((block) => block.getAttribute('id')));
    // Once for each of its audiences.
    const expected = describedOperations().flatMap(({ tags, operationId }) =>
      tags.map((tag) => `operations-${tag}-${operationId}`),
    );
    assert.deepEqual(shown.toSorted(), expected.toSorted());

    const health = page.locator('#operations-operators-getHealth');
    await health.locator('.opblock-summary-control').click();
    await health.getByRole('button', { name: 'Try it out' }).click();
    await health.getByRole('button', { name: 'Execute' }).click();
    const answer = await health
      .locator('.live-responses-table td.response-col_description:not(.col_header)')
      .textContent();
    assert.match(answer ?? '', /"status":/);
    assert.equal(
      await health.locator('.request-url pre').textContent(),
      new URL('health', base).href,
      'the bridge is where the page is',
    );
    const picture = process.env['DOCS_PICTURE'];
    if (picture !== undefined && base === bridge.url) await page.screenshot({ path: picture });

    assert.deepEqual(wrong, []);
    for (const url of asked) assert.ok(url.startsWith(base) || url.startsWith('data:'), url);
  }
});
