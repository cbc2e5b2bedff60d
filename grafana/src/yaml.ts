/**
 * YAML of plain values, as much as Grafana's provisioning needs; texts are quoted as JSON quotes them, which YAML takes.
 */
export type Plain = string | number | boolean | null | readonly Plain[] | PlainRecord;

interface PlainRecord {
  readonly [key: string]: Plain;
}

export function yaml(value: Plain, indent = ''): string {
  if (Array.isArray(value) && value.length > 0) {
    return value.map((one: Plain) => `${indent}- ${yaml(one, `${indent}  `).trimStart()}`).join('');
  }
  if (isRecord(value) && Object.keys(value).length > 0) {
    return Object.entries(value)
      .map(([key, one]) => {
        const inner = yaml(one, `${indent}  `);
        return isBlock(one) ? `${indent}${key}:\n${inner}` : `${indent}${key}: ${inner.trimStart()}`;
      })
      .join('');
  }
  return `${indent}${JSON.stringify(value)}\n`;
}

function isRecord(value: Plain): value is PlainRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isBlock(value: Plain): boolean {
  return Array.isArray(value) ? value.length > 0 : isRecord(value) && Object.keys(value).length > 0;
}
