import type {
  Choice,
  CustomVariable,
  DatasourceRef,
  DatasourceVariable,
  QueryVariable,
  TextVariable,
} from './model.ts';
import { flat, ofSite } from './queries.ts';
import { quantities } from './quantities.ts';

/** The database of hours, days, months and events. */
export const longView: DatasourceRef = { type: 'influxdb', uid: '${datasource}' };
/** The database of readings as they were measured. */
export const readings: DatasourceRef = { type: 'influxdb', uid: '${readings}' };

export const datasourceVariable: DatasourceVariable = {
  type: 'datasource',
  name: 'datasource',
  label: 'Long view',
  description: 'The data source of the database climate_long. Offered are those with “long” in their name.',
  query: 'influxdb',
  regex: '/long/i',
  refresh: 1,
  hide: 0,
  multi: false,
  includeAll: false,
  options: [],
  current: {},
};

export const readingsVariable: DatasourceVariable = {
  ...datasourceVariable,
  name: 'readings',
  label: 'Readings',
  description: 'The data source of the database climate. Offered are those with “readings” in their name.',
  regex: '/readings/i',
};

const queried = {
  type: 'query',
  datasource: longView,
  regex: '',
  refresh: 1,
  sort: 1,
  hide: 0,
  multi: false,
  includeAll: false,
  options: [],
  current: {},
} as const;

function query(text: string): { query: string; definition: string } {
  return { query: text, definition: text };
}

/** All unless chosen. There is no value of its own for All: it is each of the options, so that a floor's rooms are its own. */
const several = { multi: true, includeAll: true, current: { text: ['All'], value: ['$__all'] } } as const;

export const site: QueryVariable = {
  ...queried,
  name: 'site',
  label: 'Site',
  description: 'One building, one bridge.',
  ...query('SHOW TAG VALUES FROM "place" WITH KEY = "site"'),
};

/** Days, weeks and months begin in it. */
export const zone: QueryVariable = {
  ...queried,
  name: 'zone',
  label: 'Time zone',
  description: 'The site’s time zone, as its bridge says in its heartbeat.',
  hide: 2,
  ...query(`SELECT last("zone") AS "zone" FROM "event" WHERE ${ofSite} AND "kind" = 'heartbeat'`),
};

/** What holds now of each room; Grafana takes the first column after the time. */
const lastFloors = `SELECT last("floor") AS "floor" FROM "place" WHERE ${ofSite} GROUP BY "room"`;

export const floor: QueryVariable = {
  ...queried,
  ...several,
  name: 'floor',
  label: 'Floor',
  description: 'Floors as they are called in the rooms’ settings; “-” has the rooms without one.',
  ...query(flat(['floor'], lastFloors)),
};

export const room: QueryVariable = {
  ...queried,
  ...several,
  name: 'room',
  label: 'Room',
  description: 'Rooms of the chosen floors, by their ids.',
  ...query(flat(['room'], lastFloors, '"floor" =~ /^${floor:regex}$/')),
};

const shown = Object.values(quantities).map(({ text, name }): Choice => {
  return { text, value: name, selected: name === quantities.temperature.name };
});

export const quantity: CustomVariable = {
  type: 'custom',
  name: 'quantity',
  label: 'Quantity',
  description: 'What is measured in a room, or follows from it.',
  query: shown.map(({ text, value }) => `${text} : ${value}`).join(','),
  hide: 0,
  multi: false,
  includeAll: false,
  options: shown,
  current: { text: quantities.temperature.text, value: quantities.temperature.name, selected: true },
};

export function limit(name: string, label: string, description: string, value: string): TextVariable {
  const current = { text: value, value, selected: true };
  return { type: 'textbox', name, label, description, query: value, hide: 0, options: [current], current };
}
