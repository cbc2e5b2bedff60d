/** A dashboard's variables, filled in their order, each from those before it. */
import type { Database } from './influxdb.ts';
import { interpolated, type Chosen, type Variables } from './interpolate.ts';
import type { Dashboard, Variable } from './model.ts';

/** By the name of a provisioned data source. */
export type Databases = ReadonlyMap<string, Database>;

/** What somebody picks; nothing: All where there is one, else the first. */
export type Picked = Readonly<Record<string, readonly string[]>>;

export async function filledVariables(
  { templating }: Dashboard,
  databases: Databases,
  picked: Picked = {},
): Promise<Variables> {
  const variables = new Map<string, Chosen>();
  for (const variable of templating.list) {
    const choices = await choicesOf(variable, variables, databases);
    variables.set(variable.name, chosenOf(variable, choices, picked[variable.name]));
  }
  return variables;
}

interface Choice {
  readonly text: string;
  readonly value: string;
}

export async function choicesOf(
  variable: Variable,
  before: Variables,
  databases: Databases,
): Promise<Choice[]> {
  const { type, query, regex = '', sort = 0 } = variable;
  switch (type) {
    case 'datasource':
      return [...databases.keys()].filter((name) => matches(regex, name)).map(same);
    case 'custom':
      // Documented: values with commas between, each with its own text before " : ".
      return query.split(',').map((one) => {
        const [text = '', value = text] = one.split(' : ').map((part) => part.trim());
        return { text, value };
      });
    case 'textbox':
    case 'constant':
      return [same(query)];
    case 'query': {
      const database = databaseOf(variable.datasource?.uid ?? '', before, databases);
      const found = await database.choices(interpolated(query, before));
      const left = found.filter((one) => matches(regex, one));
      return (sort === 1 ? left.sort((a, b) => a.localeCompare(b, 'en')) : left).map(same);
    }
    default:
      throw new Error(`no test knows variables of the type ${type}`);
  }
}

function same(value: string): Choice {
  return { text: value, value };
}

function matches(regex: string, name: string): boolean {
  if (regex === '') return true;
  const [, source = '', flags = ''] = /^\/(.*)\/(\w*)$/.exec(regex) ?? [];
  return new RegExp(source, flags).test(name);
}

function chosenOf(
  variable: Variable,
  choices: readonly Choice[],
  picked: readonly string[] | undefined,
): Chosen {
  const { name, type, multi = false, includeAll = false, allValue } = variable;
  const isMulti = multi || includeAll;
  if (picked !== undefined && type !== 'textbox') {
    const missing = picked.find((one) => !choices.some(({ value }) => value === one));
    if (missing !== undefined) throw new Error(`${name} does not offer ${missing}`);
  }
  if (picked !== undefined) {
    const textOf = (value: string): string => choices.find((one) => one.value === value)?.text ?? value;
    return { name, values: picked, texts: picked.map(textOf), isMulti };
  }
  if (includeAll && allValue) return { name, values: [allValue], texts: ['All'], isMulti };
  const left = includeAll ? choices : choices.slice(0, 1);
  return { name, values: left.map(({ value }) => value), texts: left.map(({ text }) => text), isMulti };
}

/** @param uid a variable's reference, as `${datasource}`. */
export function databaseOf(uid: string, variables: Variables, databases: Databases): Database {
  const name = interpolated(uid, variables);
  const database = databases.get(name);
  if (database === undefined) throw new Error(`there is no data source "${name}"`);
  return database;
}
