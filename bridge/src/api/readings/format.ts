/** In which of its forms an answer is given. */

export type Format = 'json' | 'csv' | 'line';

const types: Readonly<Record<string, Format>> = {
  'application/json': 'json',
  'application/*': 'json',
  '*/*': 'json',
  'text/csv': 'csv',
  'text/plain': 'line',
};

/** @param accept the header; of what it lists, that which is wanted most and which there is, else JSON. */
export function chosenFormat(asked: Format | undefined, accept: string | undefined): Format {
  if (asked !== undefined) return asked;
  const wanted = (accept ?? '').split(',').flatMap((part) => {
    const [type = '', ...parameters] = part.split(';').map((one) => one.trim().toLowerCase());
    const format = Object.hasOwn(types, type) ? types[type] : undefined;
    const weight = Number(parameters.find((one) => one.startsWith('q='))?.slice(2) ?? 1);
    return format !== undefined && weight > 0 ? [{ format, weight }] : [];
  });
  return wanted.sort((a, b) => b.weight - a.weight)[0]?.format ?? 'json';
}
