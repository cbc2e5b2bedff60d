import { assert } from '@open-wc/testing';
import type { ClimatGuardianHistoryDialog } from '../src/history/climat-guardian-history-dialog.ts';
import { SampleSource } from './sample-past.ts';
import { sampleRoom } from './samples.ts';
import { until } from './until.ts';

interface Entry {
  readonly loadHistory: () => Promise<void>;
}

const isEntry = (module: unknown): module is Entry =>
  typeof module === 'object' && module !== null && 'loadHistory' in module;

describe('the committed history', () => {
  it('is loaded by the committed card when it is opened, and draws under a strict policy', async () => {
    const path = '/custom_components/climat_guardian/www/climat-guardian-card.js';
    const entry: unknown = await import(path);
    if (!isEntry(entry)) throw new Error('the card opens no history');
    assert.isUndefined(customElements.get('climat-guardian-history'));
    await entry.loadHistory();

    const refused: string[] = [];
    document.addEventListener('securitypolicyviolation', ({ violatedDirective }) => {
      refused.push(violatedDirective);
    });
    const policy = document.createElement('meta');
    policy.httpEquiv = 'Content-Security-Policy';
    policy.content = "style-src 'self'";
    document.head.append(policy);

    const dialog = document.createElement('climat-guardian-history-dialog');
    Object.assign<ClimatGuardianHistoryDialog, Partial<ClimatGuardianHistoryDialog>>(dialog, {
      rooms: [sampleRoom(), sampleRoom({ id: 'kitchen', name: 'Kitchen' })],
      source: new SampleSource({ can: { causes: true, coverage: true } }),
      roomId: 'study',
    });
    document.body.append(dialog);
    const history = () => dialog.shadowRoot?.querySelector('climat-guardian-history')?.shadowRoot;
    const chart = () => history()?.querySelector('climat-guardian-history-chart');
    await until(() => chart()?.shadowRoot?.querySelector('canvas'), 'a canvas');
    await until(
      () => (history()?.querySelector<HTMLElement>('.entry')?.innerText ?? '').startsWith('Study'),
      'a room',
    );
    const canvas = chart()?.shadowRoot?.querySelector('canvas');
    const { width = 1, height = 1 } = canvas ?? {};
    const drawn = canvas
      ?.getContext('2d')
      ?.getImageData(0, 0, width, height)
      .data.some((channel) => channel > 0);
    assert.isTrue(drawn, 'axes and lines');
    assert.deepEqual(refused, []);
    dialog.remove();
  });
});
