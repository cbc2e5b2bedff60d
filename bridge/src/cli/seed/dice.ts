/** Chance that belongs to a number: the same seed makes the same years, byte for byte, wherever one begins to read. */

/** Any whole number into 32 well-spread bits; fifty million times in a minute, which `hash32` is not made for. */
export function mixed(key: number, n: number): number {
  let bits = Math.imul(key ^ n, 0x85ebca6b);
  // A count of minutes has its news in the low bits, what is beyond 32 of them is lost to `^`.
  bits = Math.imul(bits ^ (bits >>> 15) ^ Math.floor(n / 2 ** 32), 0xc2b2ae35);
  bits = Math.imul(bits ^ (bits >>> 13), 0x27d4eb2f);
  return (bits ^ (bits >>> 16)) >>> 0;
}

/** −1 … 1, near the middle mostly: two even chances together, of deviation 0.41. */
export function tremble(bits: number): number {
  return ((bits & 0xffff) + (bits >>> 16)) / 0xffff - 1;
}
