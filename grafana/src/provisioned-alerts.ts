/** The alert rules as Grafana (11 and newer) reads them from a file: query → reduce → threshold. */
import { alertRules, type AlertRule } from './alerts.ts';
import { yaml, type Plain } from './yaml.ts';

/** As grafana/provisioning/datasources/ names it: a rule knows no variables. */
export const longViewUid = 'climat-guardian-long';

const expressions = '__expr__';

function expression(refId: string, model: Readonly<Record<string, Plain>>): Plain {
  return {
    refId,
    relativeTimeRange: { from: 0, to: 0 },
    datasourceUid: expressions,
    model: { refId, datasource: { type: expressions, uid: expressions }, ...model },
  };
}

function provisioned(rule: AlertRule): Plain {
  return {
    uid: rule.uid,
    title: rule.title,
    condition: 'C',
    for: rule.for,
    noDataState: rule.noData,
    execErrState: 'Error',
    dashboardUid: rule.dashboard.uid,
    panelId: rule.panel,
    labels: { severity: rule.severity },
    annotations: { summary: rule.summary, description: rule.description },
    data: [
      {
        refId: 'A',
        relativeTimeRange: { from: rule.lookBack, to: 0 },
        datasourceUid: longViewUid,
        model: {
          refId: 'A',
          datasource: { type: 'influxdb', uid: longViewUid },
          query: rule.query,
          rawQuery: true,
          resultFormat: 'time_series',
        },
      },
      expression('B', {
        type: 'reduce',
        expression: 'A',
        reducer: rule.reducer,
        settings: { mode: 'dropNN' },
      }),
      expression('C', {
        type: 'threshold',
        expression: 'B',
        conditions: [{ evaluator: { type: rule.threshold.type, params: [rule.threshold.value] } }],
      }),
    ],
  };
}

export function provisionedAlerts(): string {
  const group = {
    orgId: 1,
    name: 'Climat Guardian',
    folder: 'Climat Guardian',
    interval: '1m',
    rules: alertRules.map(provisioned),
  };
  return `# Written by npm run build:grafana from grafana/src/alerts.ts.\n${yaml({ apiVersion: 1, groups: [group] })}`;
}
