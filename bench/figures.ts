/** How figures are made and said. */

/** @param share 0.5 is the median. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const value = sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
  if (value === undefined) throw new Error('nothing was measured');
  return value;
}

/** With a thousands separator. */
export function whole(value: number): string {
  return Math.round(value).toLocaleString('en');
}

/** A line of a table in docs/performance.md. */
export function row(...cells: readonly string[]): void {
  console.log(`| ${cells.join(' | ')} |`);
}
