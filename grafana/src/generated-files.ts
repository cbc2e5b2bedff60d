import { dashboards } from './dashboards.ts';
import { provisionedAlerts } from './provisioned-alerts.ts';

/** What is generated, by its path in grafana/. */
export function generatedFiles(): Record<string, string> {
  const files = Object.entries(dashboards).map(([name, dashboard]): [string, string] => [
    `dashboards/${name}.json`,
    `${JSON.stringify(dashboard, null, 2)}\n`,
  ]);
  return {
    ...Object.fromEntries(files),
    'provisioning/alerting/climat-guardian.yaml': provisionedAlerts(),
  };
}
