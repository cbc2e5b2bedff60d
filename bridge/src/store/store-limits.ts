/** How much the store takes upon itself, and how often it looks after itself. */

/**
 * Readings that may wait for the disk: an hour of 100 sensors every 10 s. Beyond it new ones are refused and
 * counted, as memory that grows until the process dies would lose them all.
 */
export const maxWaiting = 36_000;
/** Times and values of more than this, or that are no number, cannot be packed exactly: the doors let none in. */
export const largest = 2 ** 50;
/** So many events of one commit interval are written; a storm of them is no news after the first thousands. */
export const maxEvents = 5000;
export const largeInbox = 100_000;
export const tendMs = 60_000;
