/**
 * What would keep a dashboard's JSON from being taken by both doors of Grafana (the import dialog and a provisioned
 * file), or let it tell something that is not so. It reads JSON, so also what was edited by hand.
 */
import { ourTag } from './dashboard.ts';
import { list, objectsIn, record, text, type Json } from './json.ts';
import { panelFaults } from './panel-faults.ts';

/** By which Grafana knows an export that asks for its data sources in the dialog, and the v2 schema. */
const notForFiles = ['__inputs', '__requires', '__elements', 'apiVersion', 'spec'];

/** @param allTags what the dashboards that it may link to are tagged with. */
export function dashboardFaults(json: unknown, allTags: readonly string[]): string[] {
  const dashboard = record(json);
  const panels = list(dashboard['panels']).map(record);
  return [
    ...notForFiles
      .filter((key) => key in dashboard)
      .map((key) => `${key}: file provisioning does not take it`),
    ...requiredFaults(dashboard),
    ...variableFaults(dashboard),
    ...datasourceFaults(dashboard),
    ...idFaults(panels),
    ...overlapFaults(panels),
    ...linkFaults(dashboard, allTags),
    ...panels.flatMap(panelFaults),
  ];
}

function requiredFaults(dashboard: Json): string[] {
  const faults: string[] = [];
  if (dashboard['id'] !== null) faults.push('id: Grafana gives one, here it is null');
  if (!/^[\w-]{1,40}$/.test(text(dashboard['uid']))) faults.push('uid: 1 to 40 letters, digits, - and _');
  if (text(dashboard['title']) === '') faults.push('title: none');
  if (typeof dashboard['schemaVersion'] !== 'number') faults.push('schemaVersion: none');
  const time = record(dashboard['time']);
  if (text(time['from']) === '' || text(time['to']) === '') faults.push('time: from and to');
  if (!list(dashboard['tags']).includes(ourTag))
    faults.push(`tags: not ${ourTag}, by which the others link to it`);
  if (list(dashboard['panels']).length === 0) faults.push('panels: none');
  return faults;
}

function variablesOf(dashboard: Json): readonly Json[] {
  return list(record(dashboard['templating'])['list']).map(record);
}

/** Variables that a text names, as `${name}` or `${name:format}`. */
function namedIn(value: unknown): ReadonlySet<string> {
  return new Set([...JSON.stringify(value).matchAll(/\$\{(\w+)(?::\w+)?\}/g)].map(([, name = '']) => name));
}

function variableFaults(dashboard: Json): string[] {
  const faults: string[] = [];
  const known = new Set<string>();
  for (const variable of variablesOf(dashboard)) {
    const name = text(variable['name']);
    if (known.has(name)) faults.push(`variable ${name}: twice`);
    for (const other of namedIn(variable)) {
      if (!known.has(other)) faults.push(`variable ${name}: names ${other}, which is not there before it`);
    }
    known.add(name);
  }
  const named = new Set(namedIn(dashboard['panels']));
  for (const name of named)
    if (!known.has(name)) faults.push(`variable ${name}: a panel names it, it is not there`);
  return faults;
}

function datasourceFaults(dashboard: Json): string[] {
  const known = variablesOf(dashboard)
    .filter(({ type }) => type === 'datasource')
    .map(({ name }) => `\${${text(name)}}`);
  return [...objectsIn(dashboard)].flatMap(([where, object]) => {
    if (!('datasource' in object)) return [];
    const { type, uid } = record(object['datasource']);
    return type === 'influxdb' && known.includes(text(uid))
      ? []
      : [`${where}.datasource: not a variable of type datasource`];
  });
}

function idFaults(panels: readonly Json[]): string[] {
  const ids = panels.map(({ id }) => id);
  return ids.flatMap((id, i) => {
    if (!Number.isSafeInteger(id) || Number(id) < 1)
      return [`panels[${String(i)}].id: a whole number from 1 on`];
    return ids.indexOf(id) === i ? [] : [`panels[${String(i)}].id: ${String(id)} is another panel's`];
  });
}

interface Box {
  readonly title: string;
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

function overlapFaults(panels: readonly Json[]): string[] {
  const boxes = panels.map((panel): Box => {
    const { x, y, w, h } = record(panel['gridPos']);
    return { title: text(panel['title']), x: Number(x), y: Number(y), w: Number(w), h: Number(h) };
  });
  return boxes.flatMap((box, i) => {
    if (!(box.x >= 0 && box.y >= 0 && box.w >= 1 && box.h >= 1 && box.x + box.w <= 24))
      return [`${box.title}: its place is not within 24 columns`];
    const over = boxes
      .slice(0, i)
      .find((o) => box.x < o.x + o.w && o.x < box.x + box.w && box.y < o.y + o.h && o.y < box.y + box.h);
    return over === undefined ? [] : [`${box.title}: lies over ${over.title}`];
  });
}

function linkFaults(dashboard: Json, allTags: readonly string[]): string[] {
  const links = list(dashboard['links']).map(record);
  if (links.length === 0) return ['links: none to the other dashboards'];
  return links.flatMap(({ type, tags, keepTime, includeVars }) => {
    const missing = list(tags).filter((tag) => !allTags.includes(text(tag)));
    if (type !== 'dashboards' || list(tags).length === 0) return ['links: not by tag'];
    if (missing.length > 0) return [`links: no dashboard is tagged ${missing.map(text).join(', ')}`];
    return keepTime === true && includeVars === true ? [] : ['links: lose the time or the variables'];
  });
}
