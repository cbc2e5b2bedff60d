/** What says nothing: two dashboards show it, and an alert tells of it. */
import { noColumn, rows, table, named, type Drawn, type PanelText } from './panels.ts';
import { quantities, signal } from './quantities.ts';
import { ofRooms, ofSite, silent } from './queries.ts';
import { longView } from './variables.ts';

/** What sensors measure; what follows from it is silent with it. */
export const measured: readonly string[] = [
  quantities.temperature,
  quantities.humidity,
  quantities.pressure,
  quantities.co2,
  quantities.illuminance,
].map(({ name }) => name);

/** Longer than a bucket takes to be closed, rolled and sent; rooms that have no sensor any more are out of it after that. */
const lookBack = '6h';

const scale = {
  unit: 'none',
  steps: [{ value: null, color: 'red' }],
} as const;

const sinceThen = named(
  'Time',
  { id: 'displayName', value: 'last closed bucket began' },
  { id: 'unit', value: 'dateTimeFromNow' },
);

const howItIsKnown =
  'An hour is closed and sent some minutes after its end; until then its silence is not told here. ' +
  'The card and the bridge’s page tell it at once, with the reason.';

export function silentRooms(id: number): Drawn {
  const text: PanelText = {
    id,
    title: 'Silent rooms',
    description: `Rooms with sensors of which there was no reading in the last closed hour, also those that never had one. ${howItIsKnown}`,
  };
  return {
    ...table(
      text,
      [rows(longView, silent('room_hour', ['room'], measured, ofRooms))],
      { ...scale, noValue: 'Each room was heard.' },
      [sinceThen, noColumn('covered')],
    ),
    timeFrom: lookBack,
  };
}

export function silentSensors(id: number): Drawn {
  const text: PanelText = {
    id,
    title: 'Silent sensors',
    description: `Sensors of the whole site of which there was no reading in the last closed hour. ${howItIsKnown}`,
  };
  const query = silent('sensor_hour', ['device', 'sensor'], [...measured, signal.name], ofSite);
  return {
    ...table(text, [rows(longView, query)], { ...scale, noValue: 'Each sensor was heard.' }, [
      sinceThen,
      noColumn('covered'),
    ]),
    timeFrom: lookBack,
  };
}
