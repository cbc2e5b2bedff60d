/** One thing that was looked at. */
export interface Finding {
  /** `store`, `disk`, `api`, `mdns`, `clock`, or `device` and its address, `sink` and its name. */
  readonly part: string;
  readonly isWell: boolean;
  /** What is so; of what is wrong, also what to do. */
  readonly sentence: string;
}

export function well(part: string, sentence: string): Finding {
  return { part, isWell: true, sentence };
}

export function wrong(part: string, sentence: string): Finding {
  return { part, isWell: false, sentence };
}
