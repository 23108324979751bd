import { expect, test } from 'vitest';
import { curveForms, fitCurve } from './index.ts';

const x = [1, 2, 4, 8, 16, 32, 64];
const truths: Record<string, number[]> = {
  'linear-log': [2, 5, 3],
  hill: [40, 6, 0.8],
  saturating: [30, 0.05],
  power: [3, 0.4],
};

test.each(curveForms.map((form) => [form.name, form] as const))(
  'a curve of the form %s is found from points on it',
  (name, form) => {
    const truth = truths[name] ?? [];
    const fit = fitCurve(
      form,
      x,
      x.map((at) => form.at(at, truth)),
    );
    expect(fit?.residual).toBeLessThan(1e-9);
    for (const at of [0.5, 10, 100]) expect(fit?.at(at)).toBeCloseTo(form.at(at, truth), 4);
  },
);

test('as many points as parameters tell nothing', () => {
  for (const form of curveForms) expect(fitCurve(form, [1, 2], [1, 2])).toBeNull();
});
