/**
 * Readings in InfluxDB's line protocol, in milliseconds: the very points that a sink gets, so that writing them where
 * they are already changes nothing.
 */
import { rawMeasurement, seriesOf, tagsOfSensor } from '../../reading/line-protocol.ts';
import type { ReadingSensor } from '../../store/types.ts';
import type { RawPage } from './pages.ts';

export class LineWriter {
  readonly #site: string;
  /** What a line begins with: by room, then by the sensor's number. */
  readonly #beginnings = new Map<string | null, Map<number, string>>();

  constructor(site: string) {
    this.#site = site;
  }

  head(): string {
    return '';
  }

  /** What is missing is a comment, which InfluxDB passes over. */
  page({ readings, missing, missingUnfiled }: RawPage): string {
    const lines: string[] = [];
    for (const { sensor, hour, readings: count } of missing) {
      const { device, entity } = sensor;
      const of = `${device} ${entity.replaceAll(/\p{Cc}/gu, ' ')}`;
      lines.push(
        `# damaged: ${String(count)} readings of ${of} in the hour from ${new Date(hour).toISOString()}\n`,
      );
    }
    if (missingUnfiled > 0) lines.push(`# damaged: ${String(missingUnfiled)} readings of the newest\n`);
    for (const { sensor, room, measuredAt, value } of readings)
      lines.push(`${this.#beginning(sensor, room)}${String(value)} ${String(measuredAt)}\n`);
    return lines.join('');
  }

  #beginning(sensor: ReadingSensor, room: string | null): string {
    const ofRoom = this.#beginnings.get(room) ?? new Map<number, string>();
    this.#beginnings.set(room, ofRoom);
    const known = ofRoom.get(sensor.id);
    if (known !== undefined) return known;
    const made = `${seriesOf(rawMeasurement, tagsOfSensor({ ...sensor, room }, this.#site))} ${sensor.quantity}=`;
    ofRoom.set(sensor.id, made);
    return made;
  }
}
