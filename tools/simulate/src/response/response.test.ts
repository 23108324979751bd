import { confoundedSettings } from '@exchequer/core/analysis';
import { expect, test } from 'vitest';
import { playExperiments } from './experiments.ts';
import { playSetting } from './settings.ts';

const seeds = ['1', '2', '3', '4', '5', '6'];

test('effects of persons and weeks find the planted elasticity where talent doubles the plain one', () => {
  const [few, middle] = confoundedSettings;
  if (!few || !middle) throw new Error('there are settings');
  const found = playSetting(middle, seeds);
  expect(Math.abs(found.bias)).toBeLessThan(0.05);
  expect(found.pooled).toBeGreaterThan(0.3);
  expect(found.between).toBeGreaterThan(found.pooled);
  expect(found.grade).toBe('E1');
  expect(playSetting(few, ['1']).grade).toBe('cannot-tell');
});

test('busy weeks still deceive them, which is why nothing observed is graded above E1', () => {
  const busy = confoundedSettings.at(-1);
  if (!busy) throw new Error('there are settings');
  const found = playSetting({ ...busy, persons: 120 }, seeds.slice(0, 3));
  expect(found.bias).toBeGreaterThan(0.05);
  expect(found.grade).toBe('E1');
});

test('an experiment is not deceived, and is graded E3', () => {
  for (const { bias, grades } of playExperiments(seeds)) {
    expect(Math.abs(bias)).toBeLessThan(0.08);
    expect(grades).toEqual(['E3']);
  }
});
