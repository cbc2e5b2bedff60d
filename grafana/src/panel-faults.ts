import { list, record, text, type Json } from './json.ts';

/** A panel says what it shows, in which unit, and from when on it is bad; and it does not lie about gaps. */
export function panelFaults(panel: Json): string[] {
  const title = text(panel['title']);
  const { defaults, overrides } = record(panel['fieldConfig']);
  const { unit, thresholds, custom } = record(defaults);
  const faults: string[] = [];
  if (title === '') faults.push('a panel has no title');
  if (text(panel['description']).length < 30) faults.push(`${title}: no description`);
  if (text(unit) === '') faults.push(`${title}: no unit`);
  faults.push(...thresholdFaults(title, thresholds));
  if (panel['type'] === 'timeseries' && record(custom)['spanNulls'] !== false)
    faults.push(`${title}: draws lines over gaps`);
  for (const { properties } of list(overrides).map(record)) {
    for (const { id, value } of list(properties).map(record)) {
      if (id === 'custom.spanNulls' && value !== false) faults.push(`${title}: draws lines over gaps`);
      if (id === 'thresholds') faults.push(...thresholdFaults(title, value));
    }
  }
  const targets = list(panel['targets']).map(record);
  if (targets.length === 0) faults.push(`${title}: asks for nothing`);
  const refIds = targets.map(({ refId }) => text(refId));
  if (new Set(refIds).size < refIds.length) faults.push(`${title}: two queries of one refId`);
  for (const target of targets) faults.push(...queryFaults(title, target));
  return faults;
}

function thresholdFaults(title: string, thresholds: unknown): string[] {
  const [first, ...others] = list(record(thresholds)['steps']).map((step) => record(step)['value']);
  if (first !== null) return [`${title}: no thresholds from the lowest value on`];
  const rising = others.every((value, i) => i === 0 || Number(value) > Number(others[i - 1]));
  return rising && others.every((value) => typeof value === 'number')
    ? []
    : [`${title}: thresholds do not rise`];
}

function queryFaults(title: string, target: Json): string[] {
  const query = text(target['query']);
  const faults: string[] = [];
  if (target['rawQuery'] !== true) faults.push(`${title}: its query is not taken as it is written`);
  if (!query.includes('$timeFilter')) faults.push(`${title}: looks at all time`);
  if (query.includes('_mean"')) faults.push(`${title}: a mean of means`);
  if (query.includes('_sum") / sum') && !query.includes('_covered" > 0'))
    faults.push(`${title}: takes no readings for a mean of 0`);
  if (/time\(\d+d/.test(query) && !query.includes("tz('${zone:raw}')"))
    faults.push(`${title}: days that are not the site's`);
  if (/time\(7d(?!, -3d)/.test(query)) faults.push(`${title}: weeks that do not begin on Monday`);
  if (/\$\{(room|floor)(?!:regex)/.test(query))
    faults.push(`${title}: several rooms are no regular expression`);
  return faults;
}
