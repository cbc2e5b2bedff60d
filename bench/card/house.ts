/** A real Home Assistant with forty rooms, each an area with a thermometer, a hygrometer and a day of statistics. */
import { startHomeAssistant, type HomeAssistant } from '@climat-guardian/suite/processes/home-assistant';
import { addCardOnly, post } from '../../e2e/home-assistant-frontend.ts';

export interface Room {
  readonly area: string;
  readonly temperature: string;
  readonly humidity: string;
}

const hourMs = 3_600_000;
const quantities = [
  { name: 'temperature', unit: '°C', value: 20 },
  { name: 'humidity', unit: '%', value: 45 },
] as const;

export async function startHouse(count: number): Promise<{ hass: HomeAssistant; rooms: readonly Room[] }> {
  const names = Array.from({ length: count }, (_, n) => `Office ${String(n + 1)}`);
  const sensors = names.flatMap((name) =>
    quantities.map(
      (quantity) => `
      - name: ${name} ${quantity.name}
        unique_id: ${idOf(name)}_${quantity.name}
        state: "{{ ${String(quantity.value)} }}"
        unit_of_measurement: "${quantity.unit}"
        device_class: ${quantity.name}
        state_class: measurement`,
    ),
  );
  const hass = await startHomeAssistant({ configuration: `\ntemplate:\n  - sensor:${sensors.join('')}\n` });
  await addCardOnly(hass);
  const rooms: Room[] = [];
  for (const name of names) {
    const area = idOf(name);
    await hass.send({ type: 'config/area_registry/create', name });
    for (const quantity of quantities) {
      const entity = `sensor.${area}_${quantity.name}`;
      await hass.send({ type: 'config/entity_registry/update', entity_id: entity, area_id: area });
      await importDay(hass, entity, quantity);
    }
    rooms.push({ area, temperature: `sensor.${area}_temperature`, humidity: `sensor.${area}_humidity` });
  }
  return { hass, rooms };
}

/** As measured, by whatever integration. */
export async function setState(hass: HomeAssistant, entity: string, value: number): Promise<void> {
  const isTemperature = entity.endsWith('_temperature');
  const [quantity] = quantities.filter(({ name }) => (name === 'temperature') === isTemperature);
  await post(hass, `/api/states/${entity}`, {
    state: value.toFixed(2),
    attributes: {
      unit_of_measurement: quantity?.unit,
      device_class: quantity?.name,
      state_class: 'measurement',
      friendly_name: entity,
    },
  });
}

async function importDay(
  hass: HomeAssistant,
  entity: string,
  { name, unit, value }: (typeof quantities)[number],
): Promise<void> {
  const now = Math.floor(Date.now() / hourMs) * hourMs;
  const stats = Array.from({ length: 24 }, (_, n) => {
    const mean = value + Math.sin(n / 4) * 3;
    return { start: new Date(now - (24 - n) * hourMs).toISOString(), mean, min: mean - 1, max: mean + 1 };
  });
  const metadata = {
    ...{ statistic_id: entity, source: 'recorder', name: null, has_sum: false, mean_type: 1 },
    ...{ unit_class: name === 'temperature' ? 'temperature' : 'unitless', unit_of_measurement: unit },
  };
  await hass.send({ type: 'recorder/import_statistics', metadata, stats });
}

function idOf(name: string): string {
  return name.toLowerCase().replaceAll(' ', '_');
}
