/** What is loaded when somebody first looks at the past: this, what it draws with, and nothing that the entry has. */
import { ClimatGuardianHistory } from './climat-guardian-history.ts';
import { ClimatGuardianHistoryChart } from './climat-guardian-history-chart.ts';
import { ClimatGuardianHistoryDialog } from './climat-guardian-history-dialog.ts';

const elements = {
  'climat-guardian-history-chart': ClimatGuardianHistoryChart,
  'climat-guardian-history': ClimatGuardianHistory,
  'climat-guardian-history-dialog': ClimatGuardianHistoryDialog,
};

// As the entry: it can be loaded twice, and a second define would throw.
for (const [name, element] of Object.entries(elements)) {
  if (!customElements.get(name)) customElements.define(name, element);
}
