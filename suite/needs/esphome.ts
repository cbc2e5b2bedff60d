/**
 * ESPHome itself, its reference client aioesphomeapi, zeroconf (what Home Assistant finds devices with) and
 * ruff, in a Python environment of their own, at exactly the versions in suite/python/esphome.lock.
 */
import { pythonEnvironment } from './python-environment.ts';

const { need, command } = pythonEnvironment('ESPHome', 'esphome', 'about a minute');

export const esphomeNeed = need;

/** The Python that can `import esphome, aioesphomeapi, zeroconf`. @throws {NotSetUp} */
export function esphomePython(): string {
  return command('python');
}

/** @throws {NotSetUp} */
export function esphomeCommand(): string {
  return command('esphome');
}

/** @throws {NotSetUp} */
export function ruffCommand(): string {
  return command('ruff');
}
