/**
 * What a test began ends with it: the last first, and all of it, also where one fails to. The test's own `after` ends
 * the first first, and none after one that fails: a folder is then removed below a store that still writes to it, and
 * what is left running keeps the whole file from ending.
 */
/** A `TestContext`, as far as it is needed. */
interface Test {
  after(end: () => Promise<void>): void;
}

const ends = new WeakMap<Test, AsyncDisposableStack>();

export function endOf(t: Test): AsyncDisposableStack {
  const known = ends.get(t);
  if (known) return known;
  const end = new AsyncDisposableStack();
  ends.set(t, end);
  t.after(() => end.disposeAsync());
  return end;
}
