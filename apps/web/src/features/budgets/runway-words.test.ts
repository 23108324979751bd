import type { RunwayView } from '@exchequer/model/contract';
import { expect, test } from 'vitest';
import { outBeforeReset, runwayBand } from './runway-words.ts';

const view = (more: Partial<RunwayView>): RunwayView => ({
  ...{ envelope_id: 'env_1', name: 'Company', currency: 'USD', left: '100', daily_spend: '10', days: 10 },
  ...{ low: 8.2, high: 13.9, out_before_reset: 0.31, days_to_reset: 12, horizon_days: 92, label: null },
  ...more,
});

test('a runway is a range, and says where it ends beyond what is followed', () => {
  expect(runwayBand(view({}))).toBe('8.2–13 days (80 %)');
  expect(runwayBand(view({ high: null }))).toBe('8.2 to over 92 days (80 %)');
  expect(runwayBand(view({ low: null, high: null }))).toBe('over 92 days (80 %)');
  expect(runwayBand(view({ low: 20.1, high: 20.9 }))).toBe('20 days (80 %)');
  expect(runwayBand(view({ label: 'short' }))).toContain('too short');
});

test('how likely it runs out before the period ends', () => {
  expect(outBeforeReset(view({}))).toBe('31 % likely used up before the period ends');
  expect(outBeforeReset(view({ out_before_reset: 0.002 }))).toContain('1 % likely');
  expect(outBeforeReset(view({ out_before_reset: 0 }))).toContain('in no course');
  expect(outBeforeReset(view({ out_before_reset: null }))).toBeNull();
});
