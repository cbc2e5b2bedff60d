import { assert, fixture, html } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import '../src/history/history.ts';
import type { ClimatGuardianHistoryDialog } from '../src/history/climat-guardian-history-dialog.ts';
import { HistoryNotLoaded, loadHistory } from '../src/history/open-history.ts';
import { SampleSource } from './sample-past.ts';
import { sampleRoom } from './samples.ts';
import { until } from './until.ts';

async function dialogOver() {
  const page = await fixture<HTMLElement>(
    html`<div>
      <button>Study</button>
      <climat-guardian-history-dialog
        .rooms=${[sampleRoom()]}
        .source=${new SampleSource()}
      ></climat-guardian-history-dialog>
    </div>`,
  );
  const button = page.querySelector('button');
  const host = page.querySelector<ClimatGuardianHistoryDialog>('climat-guardian-history-dialog');
  if (button === null || host === null) throw new Error('not rendered');
  const dialog = () => host.shadowRoot?.querySelector('dialog');
  const open = async (): Promise<void> => {
    button.focus();
    host.roomId = 'study';
    await until(() => dialog()?.open, 'open');
  };
  return { host, button, dialog, open };
}

describe('the dialog of the history', () => {
  it('opens with a room, keeps the focus, and gives it back on Escape', async () => {
    const { host, button, dialog, open } = await dialogOver();
    assert.isFalse(dialog()?.open);
    await open();
    assert.isTrue(document.activeElement === host, 'in the dialog');
    assert.strictEqual(host.shadowRoot?.querySelector('climat-guardian-history')?.selected[0], 'study');
    const closed = new Promise((resolve) => {
      host.addEventListener('climat-guardian-history-closed', resolve, { once: true });
    });
    await sendKeys({ press: 'Escape' });
    await closed;
    assert.isNull(host.roomId);
    assert.isTrue(document.activeElement === button, 'where it was before');
    await host.updateComplete;
    assert.isNull(host.shadowRoot?.querySelector('climat-guardian-history'), 'nothing goes on asking');
  });

  it('closes by its button, beside itself, and by its host; and opens again', async () => {
    const { host, dialog, open } = await dialogOver();
    await open();
    host.shadowRoot?.querySelector<HTMLButtonElement>('header button')?.click();
    await until(() => host.roomId === null, 'by its button');
    await open();
    dialog()?.click();
    await until(() => host.roomId === null, 'beside it');
    await open();
    host.roomId = null;
    await until(() => dialog()?.open === false, 'by its host');
  });

  it('has a name, and nothing that axe objects to', async () => {
    const { host, dialog, open } = await dialogOver();
    await open();
    const name = host.shadowRoot?.getElementById(dialog()?.getAttribute('aria-labelledby') ?? '');
    assert.strictEqual(name?.innerText.replace(/\s+/g, ' '), 'History Study');
    await assert.isAccessible(host);
    dialog()?.close();
  });
});

describe('the door to the history', () => {
  it('lets in where it can be loaded', async () => {
    await loadHistory();
    assert.isDefined(customElements.get('climat-guardian-history-dialog'));
  });

  it('says that there is another version where the server is there and the file is not', async () => {
    const gone = () => Promise.reject(new TypeError('Failed to fetch dynamically imported module'));
    for (const [isThere, reason] of [
      [true, 'updated'],
      [false, 'unreachable'],
    ] as const) {
      const error: unknown = await loadHistory(gone, () => Promise.resolve(isThere)).then(
        () => null,
        (thrown: unknown) => thrown,
      );
      assert.instanceOf(error, HistoryNotLoaded);
      assert.strictEqual(error.reason, reason);
    }
  });
});
