import { expect, test } from 'vitest';
import { Counter, DurationHistogram, gaugeText } from './metric-text.ts';

test('a counter prints one line per set of labels, with names that break nothing', () => {
  const counter = new Counter('calls_total', 'Calls.', ['upstream', 'status']);
  counter.add(1, 'a"b\\c\nd', '2xx');
  counter.add(2, 'a"b\\c\nd', '2xx');
  counter.add(1, 'x', '5xx');
  expect(counter.text()).toBe(
    '# HELP calls_total Calls.\n# TYPE calls_total counter\n' +
      'calls_total{upstream="a\\"b\\\\c\\nd",status="2xx"} 3\ncalls_total{upstream="x",status="5xx"} 1',
  );
});

test('a histogram counts what lies at or below each bound', () => {
  const histogram = new DurationHistogram('wait_seconds', 'Waits.');
  for (const ms of [0.1, 1, 1, 400_000]) histogram.add(ms);
  const text = histogram.text();
  expect(text).toContain('wait_seconds_bucket{le="0.0001"} 1\n');
  expect(text).toContain('wait_seconds_bucket{le="0.001"} 3\n');
  expect(text).toContain('wait_seconds_bucket{le="300"} 3\n');
  expect(text).toContain('wait_seconds_bucket{le="+Inf"} 4\n');
  expect(text).toMatch(/wait_seconds_count 4$/);
});

test('a gauge prints its present value', () => {
  expect(gaugeText('in_flight', 'Now.', 3)).toBe(
    '# HELP in_flight Now.\n# TYPE in_flight gauge\nin_flight 3',
  );
});
