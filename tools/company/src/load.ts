// Loads a company into the workspace `sample` of a tower of its own, in a temporary home that stays.
// `npm run company -- load --seed 1 --people 1000 --days 365 --events 10000000`
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { argv } from 'node:process';
import { type Composed, compose } from '../../../apps/server/src/compose.ts';
import { commandOf } from './command/flags.ts';
import { companyName, companyOf, dateOf } from './index.ts';
import { truthOf } from './truth/truth.ts';

const { size, home: given } = commandOf(argv.slice(2));
const home = given ?? mkdtempSync(join(tmpdir(), 'halyard-'));
mkdirSync(home, { recursive: true });
const seconds = (since: number) => ((performance.now() - since) / 1_000).toFixed(1);

const started = performance.now();
const log = (message: string, error?: unknown) => console.error(message, error ?? '');
const tower = await compose({ home, env: { TZ: 'UTC' }, now: () => new Date(), log });
await daysInUtc(tower);
console.log(`a tower in ${home} after ${seconds(started)} s`);

const began = performance.now();
const { sample } = tower.services;
const by = { id: 'usr_company', name: 'Load of the simulated company', kind: 'person' as const };
await sample.load(
  {
    seed: size.seed,
    people: size.people,
    agents_per_person: size.agentsPerPerson,
    days: size.days,
    events: size.eventsTarget,
  },
  by,
);
const telling = setInterval(async () => {
  const { step, progress } = await sample.status();
  const memory = Math.round(process.memoryUsage().rss / 1e6);
  console.log(`${seconds(began)} s  ${(progress * 100).toFixed(1)} %  ${step}  (${memory} MB)`);
}, 10_000);
await sample.idle();
clearInterval(telling);

const status = await sample.status();
const [booked] = await tower.services.engine.query<{ requests: string; events: string }>(
  `SELECT toString(sum(j.requests)) AS requests, toString(uniqExact(j.event_key)) AS events
   FROM usage_journal AS j WHERE j.workspace = 'sample' AND j.metered = 1`,
);
const cpu = process.cpuUsage();
const report = {
  ...{ state: status.state, error: status.error, seconds: Number(seconds(began)) },
  ...{ cpu_seconds: Math.round((cpu.user + cpu.system) / 1e6), records: status.events, ...booked },
};
console.log(JSON.stringify(report, null, 2));
const company = companyOf({ ...size, from: firstDay(size.days) });
writeFileSync(
  join(home, 'company.json'),
  `${JSON.stringify({ size: company.size, report, truth: truthOf(company, companyName) }, null, 2)}\n`,
);
await tower.close();
console.log(`home: ${home} (company.json says what stands in it)`);
process.exit(status.state === 'ready' ? 0 : 1);

/** Days in UTC, as the records' own are: sums by day then need no time zones. */
async function daysInUtc({ services }: Composed): Promise<void> {
  const actor = { id: 'usr_company', name: 'Load of the simulated company', kind: 'person' as const };
  await services.settings.change({ ...services.settings.current(), time_zone: 'UTC' }, actor);
}

/** The span ends with yesterday, as the product lets it. */
function firstDay(days: number): string {
  const today = Math.floor(Date.now() / 86_400_000);
  return dateOf('1970-01-01', today - days);
}
