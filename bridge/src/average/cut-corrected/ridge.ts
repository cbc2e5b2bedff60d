/**
 * Weighted ridge regression of a few features, and how far it is off where it has not learned.
 *
 * How far off each case is when all the others tell it has a closed form for such a fit (D. M. Allen, Technometrics 16, 1974), so
 * that neither the choice of the penalty nor the interval needs a second one. Matrices lie row after row in one array each: a
 * year of days is some thousand of these fits.
 */

/** Of how many cases that say "this tells nothing" each feature has to overcome the weight: hardly any, some, almost all. */
const penalties = [1, 10, 100];

export interface Case {
  readonly features: readonly number[];
  readonly target: number;
  /** More than 0. */
  readonly weight: number;
}

interface Fit {
  readonly slopes: Float64Array;
  readonly inverse: Float64Array;
  readonly surprises: Float64Array;
  readonly loss: number;
}

export class Ridge {
  readonly #cases: readonly Case[];
  readonly #width: number;
  readonly #total: number;
  readonly #middle: number;
  readonly #means: Float64Array;
  readonly #factors: Float64Array;
  readonly #best: Fit;

  /** @param cases at least one, all with as many features. */
  constructor(cases: readonly Case[]) {
    this.#cases = cases;
    this.#width = cases[0]?.features.length ?? 0;
    let [total, targets] = [0, 0];
    for (const { weight, target } of cases) {
      total += weight;
      targets += weight * target;
    }
    this.#total = total;
    this.#middle = targets / total;
    this.#means = new Float64Array(this.#width);
    this.#factors = new Float64Array(this.#width);
    this.#findScales();
    const rows = this.#scaledRows();
    const { products, moments } = this.#sums(rows);
    const fits = penalties.map((penalty) =>
      this.#fit(rows, inverted(products, this.#width, penalty), moments),
    );
    this.#best = fits.reduce((one, other) => (other.loss < one.loss ? other : one));
  }

  predict(features: readonly number[]): number {
    return this.#middle + dot(this.#best.slopes, 0, this.#scaled(features), 0, this.#width);
  }

  /** How far each case is off when the others tell it, in units of what was to be expected there; never negative. */
  get surprises(): Float64Array {
    return this.#best.surprises;
  }

  /** That unit: about 1 amid the cases, more the further from them. */
  unitAt(features: readonly number[]): number {
    return Math.sqrt(1 + this.#influence(this.#scaled(features), 0, this.#best.inverse));
  }

  /** To a mean of 0 and a deviation of 1. What is the same in all cases tells nothing, and becomes 0. */
  #findScales(): void {
    for (let column = 0; column < this.#width; column++) {
      let [sum, squares] = [0, 0];
      for (const { weight, features } of this.#cases) sum += weight * (features[column] ?? 0);
      const mean = sum / this.#total;
      for (const { weight, features } of this.#cases) {
        const off = (features[column] ?? 0) - mean;
        squares += weight * off * off;
      }
      const deviation = Math.sqrt(squares / this.#total);
      this.#means[column] = mean;
      this.#factors[column] = deviation > 1e-9 ? 1 / deviation : 0;
    }
  }

  #scaled(features: readonly number[], rows = new Float64Array(this.#width), from = 0): Float64Array {
    for (let column = 0; column < this.#width; column++) {
      const off = (features[column] ?? 0) - (this.#means[column] ?? 0);
      rows[from + column] = off * (this.#factors[column] ?? 0);
    }
    return rows;
  }

  #scaledRows(): Float64Array {
    const rows = new Float64Array(this.#cases.length * this.#width);
    for (const [index, { features }] of this.#cases.entries()) {
      this.#scaled(features, rows, index * this.#width);
    }
    return rows;
  }

  #sums(rows: Float64Array): { products: Float64Array; moments: Float64Array } {
    const width = this.#width;
    const products = new Float64Array(width * width);
    const moments = new Float64Array(width);
    for (const [index, { weight, target }] of this.#cases.entries()) {
      for (let one = 0; one < width; one++) {
        const weighted = weight * (rows[index * width + one] ?? 0);
        moments[one] = (moments[one] ?? 0) + weighted * (target - this.#middle);
        for (let other = 0; other < width; other++) {
          const at = one * width + other;
          products[at] = (products[at] ?? 0) + weighted * (rows[index * width + other] ?? 0);
        }
      }
    }
    return { products, moments };
  }

  #fit(rows: Float64Array, inverse: Float64Array, moments: Float64Array): Fit {
    const width = this.#width;
    const slopes = new Float64Array(width);
    for (let column = 0; column < width; column++)
      slopes[column] = dot(inverse, column * width, moments, 0, width);
    const surprises = new Float64Array(this.#cases.length);
    let loss = 0;
    for (const [index, { weight, target }] of this.#cases.entries()) {
      const influence = this.#influence(rows, index * width, inverse);
      const others = 1 - weight * influence;
      const off = (target - this.#middle - dot(slopes, 0, rows, index * width, width)) / others;
      loss += weight * off * off;
      surprises[index] = Math.abs(off) / Math.sqrt(1 + influence / others);
    }
    return { slopes, inverse, surprises, loss };
  }

  /** How much a case of weight 1 there would pull its own prediction. */
  #influence(rows: Float64Array, from: number, inverse: Float64Array): number {
    const width = this.#width;
    let sum = 1 / this.#total;
    for (let column = 0; column < width; column++) {
      sum += (rows[from + column] ?? 0) * dot(inverse, column * width, rows, from, width);
    }
    return sum;
  }
}

function dot(one: Float64Array, from: number, other: Float64Array, otherFrom: number, width: number): number {
  let sum = 0;
  for (let at = 0; at < width; at++) sum += (one[from + at] ?? 0) * (other[otherFrom + at] ?? 0);
  return sum;
}

/** Of sums of products with the penalty on the diagonal, which is why no pivot is 0: Gauss and Jordan, in place. */
function inverted(products: Float64Array, width: number, penalty: number): Float64Array {
  const matrix = Float64Array.from(products);
  for (let at = 0; at < width; at++) matrix[at * width + at] = (matrix[at * width + at] ?? 0) + penalty;
  for (let at = 0; at < width; at++) {
    const pivot = matrix[at * width + at] ?? 1;
    matrix[at * width + at] = 1;
    for (let column = 0; column < width; column++) {
      matrix[at * width + column] = (matrix[at * width + column] ?? 0) / pivot;
    }
    for (let row = 0; row < width; row++) {
      if (row === at) continue;
      const factor = matrix[row * width + at] ?? 0;
      matrix[row * width + at] = 0;
      for (let column = 0; column < width; column++) {
        const own = matrix[row * width + column] ?? 0;
        matrix[row * width + column] = own - factor * (matrix[at * width + column] ?? 0);
      }
    }
  }
  return matrix;
}
