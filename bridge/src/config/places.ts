/** Where each value of the configuration was given, so that a fault names the line or the variable. */
import { dirname } from 'node:path';
import { ConfigError, keyPath, type Fault } from './faults.ts';
import type { ReadYaml } from './yaml-file.ts';

/** A line of the file, or a variable of the environment. */
export type Place = { readonly line: number } | { readonly variable: string };

/** After every line. */
const ofEnvironment = Number.MAX_SAFE_INTEGER;

const deviceKeys = '/devices/keys/';

export class Places {
  readonly #yaml: ReadYaml;
  readonly #file: string | undefined;
  readonly #folder: string;
  /** With the line each is told by: all of the file first, in its order. */
  readonly #faults: { readonly line: number; readonly text: string }[];
  #variables: ReadonlyMap<string, string> = new Map();

  /** @param folder what relative paths are relative to where no file gives them */
  constructor(yaml: ReadYaml, file: string | undefined, folder: string) {
    this.#yaml = yaml;
    this.#file = file;
    this.#folder = folder;
    this.#faults = yaml.faults.map((text) => ({ line: 0, text }));
  }

  setVariables(variables: ReadonlyMap<string, string>): void {
    this.#variables = variables;
  }

  get isFaulty(): boolean {
    return this.#faults.length > 0;
  }

  /** Of the value at a JSON pointer; undefined for a default. */
  placeOf(pointer: string): Place | undefined {
    const variable = this.#variables.get(pointer) ?? this.#variables.get(`${pointer}_file`);
    if (variable !== undefined) return { variable };
    const line = this.#yaml.lineOf(pointer) ?? this.#yaml.lineOf(`${pointer}_file`);
    if (line !== undefined) return { line };
    return pointer.startsWith(deviceKeys) ? this.#placeOfKey(pointer.slice(deviceKeys.length)) : undefined;
  }

  /** However its MAC address was written. */
  #placeOfKey(mac: string): Place | undefined {
    const digits = (text: string): string => text.replaceAll(/[:-]/g, '').toLowerCase();
    const given = [...this.#variables].find(
      ([at]) => at.startsWith(deviceKeys) && digits(at.slice(deviceKeys.length)) === digits(mac),
    );
    return given === undefined ? this.placeOf(deviceKeys.slice(0, -1)) : { variable: given[1] };
  }

  /** That a relative path at a JSON pointer is relative to. */
  folderOf(pointer: string): string {
    const isFromFile = this.#file !== undefined && !this.#variables.has(pointer);
    return isFromFile ? dirname(this.#file) : this.#folder;
  }

  fault({ pointer, message, variable = this.#variableAt(pointer) }: Fault): void {
    if (variable === undefined) {
      const line = this.#yaml.lineNear(pointer);
      const at = line === undefined ? '' : `line ${String(line)}: `;
      this.#faults.push({ line: line ?? 0, text: `${at}${keyPath(pointer) || 'the file'}: ${message}` });
    } else {
      this.#faults.push({ line: ofEnvironment, text: `${variable}: ${message}` });
    }
  }

  error(): ConfigError {
    const faults = this.#faults.toSorted((a, b) => a.line - b.line);
    const where = [
      ...(faults.some(({ line }) => line !== ofEnvironment) ? [this.#file ?? 'the configuration'] : []),
      ...(faults.some(({ line }) => line === ofEnvironment) ? ['the environment'] : []),
    ];
    return new ConfigError(
      where.join(' and '),
      faults.map(({ text }) => text),
    );
  }

  /** What is wrong with a whole of which only parts were given is the fault of these. */
  #variableAt(pointer: string): string | undefined {
    const exact = this.#variables.get(pointer);
    if (exact !== undefined || this.#yaml.lineOf(pointer) !== undefined) return exact;
    const part = [...this.#variables].find(([at]) => at.startsWith(`${pointer}/`));
    if (part === undefined || pointer === '') return undefined;
    const [at, name] = part;
    const deeper = at.slice(pointer.length).split('/').length - 1;
    return `${name.split('__').slice(0, -deeper).join('__')}__…`;
  }
}
