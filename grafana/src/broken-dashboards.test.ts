/** A check that takes anything checks nothing: each of these is refused, and for what is wrong with it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ourTag } from './dashboard.ts';
import { dashboardFaults } from './dashboard-faults.ts';
import { longRange } from './long-range.ts';

type Change = readonly [what: string, from: string | RegExp, to: string, fault: string];

const firstPanel = 'By day: ${quantity:text}';

/** Changes of the JSON's text, each once. */
const changes: readonly Change[] = [
  [
    'inputs of an export',
    '"id":null,',
    '"id":null,"__inputs":[],',
    '__inputs: file provisioning does not take it',
  ],
  ['the v2 schema', '"id":null,', '"id":null,"spec":{},', 'spec: file provisioning does not take it'],
  ['an id of its own', '"id":null', '"id":7', 'id: Grafana gives one, here it is null'],
  ['no uid', '"uid":"climat-guardian-long-range"', '"uid":""', 'uid: 1 to 40 letters, digits, - and _'],
  ['no schema version', '"schemaVersion":39,', '', 'schemaVersion: none'],
  ['no time', '"time":{"from":"now-5y/y","to":"now"}', '"time":{}', 'time: from and to'],
  [
    'a data source of somebody’s',
    '"type":"timeseries","datasource":{"type":"influxdb","uid":"${datasource}"}',
    '"type":"timeseries","datasource":{"type":"influxdb","uid":"P951FEA4DE68E13C5"}',
    '.panels[0].datasource: not a variable of type datasource',
  ],
  [
    'a data source by its name',
    '"type":"timeseries","datasource":{"type":"influxdb","uid":"${datasource}"}',
    '"type":"timeseries","datasource":"InfluxDB"',
    '.panels[0].datasource: not a variable of type datasource',
  ],
  ['an id that another panel has', '{"id":2,', '{"id":1,', "panels[1].id: 1 is another panel's"],
  ['no id', '{"id":2,', '{', 'panels[1].id: a whole number from 1 on'],
  ['a panel over another', '"x":0,"y":8', '"x":0,"y":7', `Coverage by day: lies over ${firstPanel}`],
  [
    'a panel beside the grid',
    '"x":0,"y":8,"w":24',
    '"x":1,"y":8,"w":24',
    'Coverage by day: its place is not within 24 columns',
  ],
  [
    'no description',
    /"description":"Mean of each local day, [^"]*"/,
    '"description":""',
    `${firstPanel}: no description`,
  ],
  ['no unit', '"unit":"percentunit"', '"unit":""', 'Coverage by day: no unit'],
  [
    'no thresholds',
    /("unit":"percentunit".*?"steps":)\[.*?\]/,
    '$1[]',
    'Coverage by day: no thresholds from the lowest value on',
  ],
  ['thresholds that fall', '"value":0.5,', '"value":5,', 'Coverage by day: thresholds do not rise'],
  ['lines over gaps', '"spanNulls":false', '"spanNulls":true', `${firstPanel}: draws lines over gaps`],
  [
    'links by tags that nobody has',
    '"tags":["climat-guardian"],"asDropdown"',
    '"tags":["mine"],"asDropdown"',
    'links: no dashboard is tagged mine',
  ],
  [
    'links that forget the rooms',
    '"includeVars":true',
    '"includeVars":false',
    'links: lose the time or the variables',
  ],
  [
    'no tag',
    '"tags":["climat-guardian"],"schemaVersion"',
    '"tags":[],"schemaVersion"',
    `tags: not ${ourTag}, by which the others link to it`,
  ],
  [
    'a variable that is not there',
    ' AND $timeFilter',
    ' AND \\"wing\\" = \'${wing:raw}\' AND $timeFilter',
    'variable wing: a panel names it, it is not there',
  ],
  [
    'a floor after its rooms',
    '"name":"floor"',
    '"name":"storey"',
    'variable room: names floor, which is not there before it',
  ],
  ['all time', ' AND $timeFilter', '', `${firstPanel}: looks at all time`],
  [
    '0 for no readings',
    ' AND \\"${quantity:raw}_covered\\" > 0',
    '',
    `${firstPanel}: takes no readings for a mean of 0`,
  ],
  ['days of Greenwich', " tz('${zone:raw}')", '', `${firstPanel}: days that are not the site's`],
  [
    'weeks from Thursday',
    'time(7d, -3d)',
    'time(7d)',
    'By week: ${quantity:text}: weeks that do not begin on Monday',
  ],
  [
    'a mean of means',
    '"SELECT sum(\\"${quantity:raw}_sum\\") / sum(\\"${quantity:raw}_covered\\") AS \\"mean\\", min',
    '"SELECT sum(\\"${quantity:raw}_mean\\"), min',
    `${firstPanel}: a mean of means`,
  ],
];

for (const [what, from, to, fault] of changes) {
  test(`refused: ${what}`, () => {
    const sound = JSON.stringify(longRange);
    const broken = typeof from === 'string' ? sound.replace(from, () => to) : sound.replace(from, to);
    assert.notEqual(broken, sound);
    assert.deepEqual(dashboardFaults(JSON.parse(broken), [ourTag]), [fault]);
  });
}
