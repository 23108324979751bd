import { expect, test } from 'vitest';
import { Stops } from './stops.ts';

const at = (time: string) => new Date(`2026-11-21T${time}Z`);
const stop = (workerId: string, refused = 'budget-exhausted') => ({ workspace: 'live', workerId, refused });

test('stops of a person are told as totals of the minute, and again only when they changed', () => {
  const stops = new Stops();
  stops.record(stop('wrk_1'), at('10:00:01'));
  stops.record(stop('wrk_1', 'rate-limited'), at('10:00:59'));
  stops.record(stop('wrk_2'), at('10:01:00'));
  const told = stops.untold();
  expect(told).toEqual([
    { workspace: 'live', workerId: 'wrk_1', minute: at('10:00:00'), calls: 2 },
    { workspace: 'live', workerId: 'wrk_2', minute: at('10:01:00'), calls: 1 },
  ]);
  expect(stops.untold()).toEqual([]);
  stops.record(stop('wrk_2'), at('10:01:30'));
  expect(stops.untold()).toMatchObject([{ workerId: 'wrk_2', calls: 2 }]);
});

test('what could not be told is told with what came since', () => {
  const stops = new Stops();
  stops.record(stop('wrk_1'), at('10:00:01'));
  const lost = stops.untold();
  stops.record(stop('wrk_1'), at('10:00:02'));
  stops.tellAgain(lost);
  expect(stops.untold()).toMatchObject([{ calls: 2 }]);
});

test('a call of nobody, of an agent, or refused for a mistake is no stop', () => {
  const stops = new Stops();
  stops.record(stop(''), at('10:00:01'));
  stops.record(stop('wrk_1', 'malformed-body'), at('10:00:01'));
  expect(stops.untold()).toEqual([]);
});
