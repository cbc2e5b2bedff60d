import { longRange } from './long-range.ts';
import type { Dashboard } from './model.ts';

/** By the name of their file. */
export const dashboards: Readonly<Record<string, Dashboard>> = {
  'long-range': longRange,
};
