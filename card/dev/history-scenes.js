/** What the history is shown with in each picture; each of `act` is a button to press. */

const room = (n, name) => ({
  id: `room-${n}`,
  name,
  floor: null,
  temperature: null,
  humidity: null,
  comfort: null,
  devices: [],
  silent: null,
});

const rooms = ['Living room', 'Kitchen', 'Bedroom', 'Archive <cellar> "B"', 'Conference room Matterhorn'].map(
  (name, n) => room(n, name),
);
const one = { rooms, selected: ['room-0'] };
const three = { rooms, selected: ['room-0', 'room-1', 'room-2'] };

export const HISTORY_SCENES = {
  'history-day': one,
  'history-calendar-day': { ...one, act: ['Day'] },
  'history-week': { ...one, act: ['Week'] },
  'history-month': { ...one, act: ['Month', 'Humidity'] },
  'history-year': { ...one, act: ['Year'] },
  'history-decade': { ...one, act: ['10 years'] },
  'history-three': three,
  'history-three-week': { ...three, act: ['Week'] },
  'history-table': { ...one, act: ['Table'] },
  'history-earlier-years': { ...one, act: ['Year', 'Earlier years'] },
  'history-home-assistant': {
    ...one,
    source: { can: { causes: false, coverage: false, earlierYears: false }, meansBy: 'home-assistant' },
    act: ['Week'],
  },
  'history-heat-map': { ...one, heatMap: true, act: ['Day by hour'] },
  'history-heat-map-month': { ...one, heatMap: true, act: ['Month', 'Humidity', 'Day by hour'] },
  'history-gap': { ...one, act: ['.gap'] },
  'history-none': { rooms, selected: [] },
  'history-dialog': { element: 'climat-guardian-history-dialog', rooms, roomId: 'room-3' },
};
