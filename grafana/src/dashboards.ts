import { comfortAndMould } from './comfort-and-mould.ts';
import { longRange } from './long-range.ts';
import { roomsNow } from './rooms-now.ts';
import { sensorHealth } from './sensor-health.ts';
import type { Dashboard } from './model.ts';

/** By the name of their file. */
export const dashboards: Readonly<Record<string, Dashboard>> = {
  'rooms-now': roomsNow,
  'long-range': longRange,
  'comfort-and-mould': comfortAndMould,
  'sensor-health': sensorHealth,
};
