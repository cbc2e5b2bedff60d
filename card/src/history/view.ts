/** What stretch of time is looked at: moved and stretched, never out of what there is. */
import type { Calendar, Unit } from './calendar.ts';

export interface View {
  readonly from: number;
  readonly until: number;
}

export type Preset = Unit | 'decade';
export const PRESETS: readonly Preset[] = ['day', 'week', 'month', 'year', 'decade'];

/** Readings come every few seconds: in less than a minute there is nothing more to see. */
const SHORTEST = 60_000;
const LONGEST = 60 * 366 * 86_400_000;
/** Of the view, what of the future it may show, so that the newest is not at the very edge. */
const AHEAD = 0.05;

/** The whole one that `instant` is in, or the `ahead`-th after it; ten years end with the one that it is in. */
export function presetView(calendar: Calendar, preset: Preset, instant: number, ahead = 0): View {
  if (preset === 'decade') {
    return {
      from: calendar.startOf('year', instant, -9 + 10 * ahead),
      until: calendar.startOf('year', instant, 1 + 10 * ahead),
    };
  }
  return {
    from: calendar.startOf(preset, instant, ahead),
    until: calendar.startOf(preset, instant, ahead + 1),
  };
}

/** Which preset it is, exactly; null: none. */
export function presetOf(calendar: Calendar, view: View): Preset | null {
  return (
    PRESETS.find((preset) => {
      const inside = preset === 'decade' ? view.until - 1 : view.from;
      const whole = presetView(calendar, preset, inside);
      return whole.from === view.from && whole.until === view.until;
    }) ?? null
  );
}

/** @param at  where it stays: 0 is the view's beginning, 1 its end. @param factor  above 1: a longer stretch */
export function zoomed(view: View, factor: number, at: number, now: number): View {
  const span = view.until - view.from;
  const next = Math.min(LONGEST, Math.max(SHORTEST, span * factor));
  const from = view.from + (span - next) * at;
  return within({ from, until: from + next }, view, now);
}

/** @param share  of the view's length; above 0: later */
export function panned(view: View, share: number, now: number): View {
  const by = (view.until - view.from) * share;
  return within({ from: view.from + by, until: view.until + by }, view, now);
}

/** The same stretch, ending now. */
export function newest(view: View, now: number): View {
  const span = view.until - view.from;
  return { from: now - span, until: now };
}

/** Not further into the future than it was, or than a little. */
function within(wanted: View, before: View, now: number): View {
  const span = wanted.until - wanted.from;
  const until = Math.min(wanted.until, Math.max(before.until, now + span * AHEAD));
  return { from: Math.round(until - span), until: Math.round(until) };
}
