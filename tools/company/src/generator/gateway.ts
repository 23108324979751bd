import { isWeekend, startOf } from './calendar.ts';
import type { Company } from './company.ts';
import { randomOf } from './random.ts';
import { type Stories, workflowRuns } from './story.ts';

/** What the company's gateway counted in one minute. */
export interface GatewayMinute {
  at: string;
  requests: number;
  /** Of those, the ones it refused, by reason. */
  refused: Record<string, number>;
}

/** The gateway in front of the company's services: one full minute an hour on working days. */
export function* gatewayOf({ size }: Company, stories: Stories, day: number): Iterable<GatewayMinute> {
  if (isWeekend(size.from, day)) return;
  const runs = workflowRuns(stories, day);
  for (let hour = 8; hour < 18; hour++) {
    const random = randomOf(size.seed, 'gateway', day, hour);
    const budget = random.poisson(runs * 0.004);
    const rule = random.poisson(runs * 0.002);
    yield {
      at: new Date(startOf(size.from, day) + hour * 3_600_000).toISOString(),
      requests: Math.ceil(runs / 10) + budget + rule,
      refused: { 'budget-exhausted': budget, 'rate-limited': rule },
    };
  }
}
