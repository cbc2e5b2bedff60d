/** Sentences that several panels say. */

export const howToReadMeans =
  'Means are weighted by time, over all chosen rooms together. Time without readings is no part of a mean and leaves a gap; ' +
  'read the mean with the coverage beneath it.';

export const howToReadCoverage =
  'The part of the time for which there are readings, of all time in which a sensor stood in the chosen rooms: ' +
  '100 % is a whole one, 0 % is silence. A mean with low coverage is the mean of the hours that are known.';

export const cutAtEdges = 'The first and the last are cut where the time range cuts them.';
