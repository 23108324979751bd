import { startOf } from './calendar.ts';
import type { Company } from './company.ts';
import { randomOf } from './random.ts';
import type { VendorDelivery } from './vendor-delivery.ts';

/** The id at PagerDuty of whoever is on call. */
export const onCallId = (index: number): string => `PHAL${String(index + 1).padStart(5, '0')}`;

interface Service {
  id: string;
  summary: string;
}

const services: readonly [Service, ...Service[]] = [
  { id: 'PSVCFLEET', summary: 'fleet-api' },
  { id: 'PSVCPILOT', summary: 'pilot-app' },
];

/** One day in nine has an incident; it is over within hours. */
export function* incidentsOf({ size, people }: Company, day: number): Iterable<VendorDelivery> {
  const random = randomOf(size.seed, 'incident', day);
  if (!random.chance(1 / 9)) return;
  const lead = people.find(({ team, manager }) => manager && team.area === 'engineering') ?? people[0];
  if (!lead) return;
  const id = `QHAL${size.seed.toString(36).toUpperCase()}${day}`;
  const opened = startOf(size.from, day) + random.int(6 * 3_600, 15 * 3_600) * 1_000;
  const resolved = opened + Math.round(random.around(70, 0.8)) * 60_000;
  const data = { id, created_at: new Date(opened).toISOString(), service: random.pick(services) };
  const agent = { id: onCallId(lead.index), summary: lead.name };
  const told = (type: string, at: number): VendorDelivery => ({
    ...{ vendor: 'pagerduty', event: type, id: `${type}-${id}` },
    body: {
      event: { id: `${type}-${id}`, event_type: type, occurred_at: new Date(at).toISOString(), agent, data },
    },
  });
  yield told('incident.triggered', opened);
  yield told('incident.resolved', Math.min(resolved, startOf(size.from, day + 1) - 60_000));
}
