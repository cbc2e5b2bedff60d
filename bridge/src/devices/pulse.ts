/**
 * Whether a connected device still measures. ESPHome sends a state at each measurement, so a sensor that says
 * nothing for several of its usual steps has stalled, though its device answers every ping.
 *
 * Times are milliseconds of a clock that never steps.
 */

/** Until a sensor has shown its own step. */
const usualStepMs = 60_000;
const stepsRemembered = 10;
const stepsMissed = 3;
const leastSilenceMs = 180_000;

interface Beat {
  /** Its last value on this connection. */
  last: number | undefined;
  readonly steps: number[];
}

export class Pulse {
  #begunAt = 0;
  #sensors = new Map<string, Beat>();

  /** A connection begins; what was learnt of these sensors is kept. @param entities those whose silence counts */
  begin(at: number, entities: readonly string[]): void {
    this.#begunAt = at;
    this.#sensors = new Map(
      entities.map((entity) => [entity, { last: undefined, steps: this.#sensors.get(entity)?.steps ?? [] }]),
    );
  }

  heard(entity: string, at: number): void {
    const beat = this.#sensors.get(entity);
    if (beat === undefined) return;
    if (beat.last !== undefined) {
      beat.steps.push(at - beat.last);
      if (beat.steps.length > stepsRemembered) beat.steps.shift();
    }
    beat.last = at;
  }

  /** @returns when the last value came, if every sensor is long overdue. */
  silentSince(now: number): number | undefined {
    const lasts: number[] = [];
    for (const { last = this.#begunAt, steps } of this.#sensors.values()) {
      if (now - last <= Math.max(leastSilenceMs, stepsMissed * median(steps, usualStepMs))) return undefined;
      lasts.push(last);
    }
    return lasts.length === 0 ? undefined : Math.max(...lasts);
  }
}

function median(values: readonly number[], otherwise: number): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? otherwise;
}
