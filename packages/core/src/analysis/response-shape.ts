/** A form of diminishing returns up to its level: results at spend x, to be multiplied by a team’s own level. */
export interface Shape {
  readonly form: ResponseForm;
  /** Values of the parameters that describe the form itself. */
  readonly parameters: readonly number[];
  readonly at: (x: number) => number;
}

export const responseForms = ['linear-log', 'hill', 'saturating', 'piecewise', 'power'] as const;
export type ResponseForm = (typeof responseForms)[number];

/** A family of shapes over free numbers that may take any value. */
export interface ShapeFamily {
  readonly form: ResponseForm;
  /** Where to look from; `middle` is a typical spend. Several, since some families have more than one valley. */
  readonly starts: (middle: number) => readonly (readonly number[])[];
  readonly shape: (free: readonly number[], middle: number) => Omit<Shape, 'form'>;
}

const exp = Math.exp;

/**
 * The families, with logarithms of what must be above zero as the free numbers. Spend is measured in
 * typical spends inside, so that a search takes steps of the same size in every company.
 */
export const shapeFamilies: readonly ShapeFamily[] = [
  {
    form: 'linear-log',
    starts: () => [
      [0, 0],
      [0, -2],
    ],
    shape: ([rise = 0, offset = 0] = [], middle) => {
      const [r, c0] = [exp(rise), exp(offset) * middle];
      return { parameters: [r, c0], at: (x) => 1 + r * Math.log(1 + x / c0) };
    },
  },
  {
    form: 'hill',
    starts: () => [
      [0, 0],
      [-1, 1],
    ],
    shape: ([steep = 0, half = 0] = [], middle) => {
      const [s, k] = [exp(steep), exp(half) * middle];
      return { parameters: [s, k], at: (x) => (x <= 0 ? 0 : 1 / (1 + (k / x) ** s)) };
    },
  },
  {
    form: 'saturating',
    starts: () => [[0], [1.5]],
    shape: ([rate = 0] = [], middle) => {
      const b = exp(rate) / middle;
      return { parameters: [b], at: (x) => 1 - exp(-b * x) };
    },
  },
  {
    form: 'piecewise',
    starts: () => [
      [0, 0, 0],
      [0, -1, 0.7],
      [0, -1, -0.7],
    ],
    // Level at no spend 1, then two slopes: shares of the level per typical spend, either may be none.
    shape: ([first = 0, second = 0, knot = 0] = [], middle) => {
      const k = exp(knot) * middle;
      const [one, two] = [exp(first) / middle, (exp(first) * Math.tanh(second)) / middle];
      return {
        parameters: [one, two, k],
        at: (x) => Math.max(0, 1 + one * Math.min(x, k) + two * Math.max(0, x - k)),
      };
    },
  },
  {
    form: 'power',
    starts: () => [[0.3]],
    shape: ([beta = 0] = []) => ({ parameters: [beta], at: (x) => (x <= 0 ? 0 : x ** beta) }),
  },
];
