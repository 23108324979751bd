// Compares every metric of the product with a naive oracle over the company's own records; exits with 1 on
// any difference. `npm run company -- check --seed 1 --people 200 --days 180 [--home <folder of a loaded tower>]`
import { argv, exit } from 'node:process';
import { askAt } from './command/check-ask.ts';
import { type CatalogueEntry, compareAll, type Difference } from './command/check-compare.ts';
import { startTower, tool } from './command/check-server.ts';
import { commandOf } from './command/flags.ts';
import { companyOf, dateOf, recordsOf, storiesOf } from './index.ts';
import { CompanyOracle } from './oracle/company.ts';

const { size, home } = commandOf(argv.slice(2));
const say = (line: string) => console.error(`${new Date().toISOString().slice(11, 19)} ${line}`);

const tower = await startTower(home);
const { settings, sample, access, links } = tower.services;
try {
  await settings.change({ ...(await settings.current()), time_zone: 'UTC' }, tool);
  const before = await sample.status();
  if (before.state !== 'ready') {
    const { seed, people, agentsPerPerson: agents_per_person, days } = size;
    say(`loading ${people} people over ${days} days, seed ${seed}`);
    const events = size.eventsTarget;
    await sample.load({ seed, people, agents_per_person, days, ...(events && { events }) }, tool);
    await sample.idle();
  }
  // Links follow what changed after a while; here they are asked for at once.
  await links.resolve('sample');
  const loaded = await sample.status();
  if (loaded.state !== 'ready' || !loaded.size) throw new Error(loaded.error ?? 'the company is not loaded');
  const { agents_per_person: agentsPerPerson, events: eventsTarget, ...told } = loaded.size;
  const last = Math.floor(Date.parse(loaded.loaded_at ?? new Date().toISOString()) / 86_400_000) - 1;
  const from = dateOf('1970-01-01', last - told.days + 1);
  const company = companyOf({ ...told, agentsPerPerson, from, eventsTarget });
  say(`${loaded.events} records loaded; adding up the company's own`);
  const oracle = new CompanyOracle(company, Date.now());
  const stories = storiesOf(company);
  for (let day = 0; day < told.days; day++)
    for (const record of recordsOf(company, day, stories)) oracle.add(record);
  oracle.end();
  say('comparing');
  const stranger = async () => {
    const wish = { name: 'check', scopes: ['read' as const], workspace: 'sample' as const, expiresAt: null };
    return (await access.createToken(wish, tool)).secret;
  };
  const catalogue = await (
    await fetch(`${tower.base}/api/metrics`, { headers: { authorization: `Bearer ${await stranger()}` } })
  ).json();
  const { compared, withheld, differences } = await compareAll(
    askAt(tower.base, stranger),
    catalogue as CatalogueEntry[],
    oracle,
  );
  printDifferences(differences);
  const { seed, people, days } = told;
  const metrics = (catalogue as CatalogueEntry[]).length;
  const summary = { seed, people, days, events: oracle.events, metrics, compared, withheld };
  console.log(JSON.stringify({ ...summary, differences: differences.length }));
  if (differences.length > 0) process.exitCode = 1;
} finally {
  await tower.stop();
}
exit();

function printDifferences(differences: readonly Difference[]): void {
  if (differences.length === 0) return;
  const rows = differences.map(({ metric, where, expected, read }) => [
    metric,
    where,
    expected === undefined ? 'unknown to the oracle' : (expected ?? 'no value'),
    read ?? 'no value',
  ]);
  const header = ['metric', 'where', 'expected', 'read'];
  const widths = header.map((name, at) => Math.max(name.length, ...rows.map((row) => row[at]?.length ?? 0)));
  for (const row of [header, ...rows])
    console.log(
      row
        .map((cell, at) => cell.padEnd(widths[at] ?? 0))
        .join('  ')
        .trimEnd(),
    );
}
