import { type Company, companyOf, dateOf, recordsOf, startOf, storiesOf } from '@exchequer/company';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Answer, askAt, type Question } from '../../../../tools/company/src/command/check-ask.ts';
import {
  type CatalogueEntry,
  type Comparison,
  compareAll,
} from '../../../../tools/company/src/command/check-compare.ts';
import { CompanyOracle } from '../../../../tools/company/src/oracle/company.ts';
import { judged } from '../../../../tools/company/src/oracle/metric/index.ts';
import { type Truth, truthOf } from '../../../../tools/company/src/truth/truth.ts';
import { boss } from '../testing/callers.ts';
import { type TestHttpServer, testHttpServer } from '../testing/http.ts';
import { adviceOn, evidenceOf } from './company-advice.test-kit.ts';

const size = { seed: 2, people: 60, agents_per_person: 1, days: 66 };

let server: TestHttpServer;
let company: Company;
let truth: Truth['stories'];
let catalogue: CatalogueEntry[];
let comparison: Comparison;
let ask: (question: Partial<Question> & { filters?: object[] }) => Promise<Answer>;

const date = (day: number) => dateOf(company.size.from, day);
/** The day of the span on which a date lies. */
const dayOf = (at: string) => Math.round((Date.parse(at) - startOf(company.size.from, 0)) / 86_400_000);
const after = (at: string, days: number) => date(dayOf(at) + days);

beforeAll(async () => {
  server = await testHttpServer();
  const { services } = server;
  await services.settings.change({ ...(await services.settings.current()), time_zone: 'UTC' }, boss);
  const yesterday = Math.floor(Date.now() / 86_400_000) - 1;
  const from = dateOf('1970-01-01', yesterday - size.days + 1);
  company = companyOf({ ...size, agentsPerPerson: size.agents_per_person, from });
  truth = truthOf(company, 'Halyard Robotics (fictional)').stories;
  const oracle = new CompanyOracle(company, Date.now());
  const stories = storiesOf(company);
  for (let day = 0; day < size.days; day++)
    for (const record of recordsOf(company, day, stories)) oracle.add(record);
  oracle.end();
  await services.sample.load(size, boss);
  await services.sample.idle();
  expect(await services.sample.status()).toMatchObject({ state: 'ready', error: null });
  // Links follow what changed after a while; here they are asked for at once.
  await services.links.resolve('sample');
  catalogue = await server.must('GET', '/api/metrics');
  const stranger = async () => {
    const wish = { name: 'check', scopes: ['read' as const], workspace: 'sample' as const, expiresAt: null };
    return (await services.access.createToken(wish, boss)).secret;
  };
  const asker = askAt(server.base, stranger);
  ask = (question) => asker({ metrics: ['tokens'], from: date(0), to: date(size.days), ...question });
  comparison = await compareAll(asker, catalogue, oracle);
}, 1_800_000);
afterAll(() => server?.remove());

/** Values of the first metric by the last part of the group's label. */
const byGroup = ({ groups }: Answer): Record<string, number> =>
  Object.fromEntries(groups.map(({ label, values }) => [label.join(' / '), Number(values[0])]));

describe('the figures of the simulated company', () => {
  test('are all known to the oracle', () => {
    expect(catalogue.map(({ key }) => key).filter((key) => !judged.includes(key))).toEqual([]);
  });

  test('are those of a naive oracle: over the whole span, by month, by team and in small ranges', () => {
    expect(comparison.differences).toEqual([]);
    expect(comparison.compared).toBeGreaterThan(catalogue.length * 6);
  });
});

describe('what was planted is seen where somebody would look', () => {
  test('the runaway agent is the dearest branch of its night by far', async () => {
    const { date: night, requests } = truth.runaway;
    const range = { from: night, to: after(night, 1), group_by: ['branch' as const] };
    const spent = byGroup(await ask({ ...range, metrics: ['spend_contracted'] }));
    const dearest = Object.entries(spent).sort((a, b) => b[1] - a[1]);
    expect(dearest[0]?.[0]).toBe('chore/nightly-refactor');
    expect(dearest[0]?.[1]).toBeGreaterThan(2 * (dearest[1]?.[1] ?? 0));
    expect(byGroup(await ask({ ...range, metrics: ['requests'] }))['chore/nightly-refactor']).toBe(requests);
  });

  test('the team that misses its cache after a deploy reads less from it than before, and others do not', async () => {
    const { team, from, to } = truth.cache_miss;
    const share = async (first: string, last: string) =>
      byGroup(await ask({ metrics: ['cache_read_share'], from: first, to: last, group_by: ['team'] }));
    const [before, during] = [await share(after(from, -14), from), await share(from, to)];
    const name =
      company.teams
        .find(({ key }) => key === team)
        ?.path.split(' / ')
        .at(-1) ?? '';
    expect(before[name]).toBeGreaterThan((during[name] ?? 1) + 0.05);
    expect(Math.abs((before.Product ?? 0) - (during.Product ?? 1))).toBeLessThan(0.05);
  });

  test('the price cut shows in the cost of a million tokens of its model', async () => {
    const { model, date: cut, before, after: less } = truth.price_cut;
    const cost = async (first: string, last: string) =>
      byGroup(
        await ask({ metrics: ['cost_per_million_contracted'], from: first, to: last, group_by: ['model'] }),
      )[model];
    const [dear, cheap] = [await cost(date(0), cut), await cost(cut, date(size.days))];
    const ratio = Number(less) / Number(before);
    expect((cheap ?? 0) / (dear ?? 0)).toBeGreaterThan(ratio * 0.9);
    expect((cheap ?? 0) / (dear ?? 0)).toBeLessThan(ratio * 1.1);
  });

  test('the invoice that asks too much stands in the books with the very difference', async () => {
    if (!truth.invoice) throw new Error('the span holds no whole month');
    const { provider, month, overcharge } = truth.invoice;
    const { rows } = await server.must(
      'GET',
      `/api/w/sample/charge-bridge?from=${month}-01&to=${after(`${month}-28`, 4).slice(0, 7)}-01`,
    );
    const row = rows.find((one: { provider: string; month: string }) => one.provider === provider);
    expect(Number(row?.variance).toFixed(0)).toBe(overcharge);
  });

  test('the cohort that was granted tokens and uses none is on the page of grants', async () => {
    const { cohorts } = await server.must('GET', '/api/w/sample/grants/cohorts?by=plan');
    const planted = cohorts.find((one: object) => JSON.stringify(one).includes(truth.unused?.plan ?? '?'));
    expect(Number(planted?.balance.used)).toBe(0);
    expect(Number(planted?.balance.granted)).toBeGreaterThan(0);
  });

  test('the last days of a month burn in the team of its story alone', async () => {
    const name =
      company.teams
        .find(({ area }) => area === truth.month_end.area)
        ?.path.split(' / ')
        .at(-1) ?? '';
    const daily = async (first: string, last: string, team: string) =>
      (byGroup(await ask({ metrics: ['requests'], from: first, to: last, group_by: ['team'] }))[team] ?? 0) /
      workdays(first, last);
    const end = `${truth.invoice?.month ?? ''}-28`;
    const [from, to] = [after(`${after(end, 4).slice(0, 7)}-01`, -3), `${after(end, 4).slice(0, 7)}-01`];
    const usual = after(from, -14);
    const rise = async (team: string) => (await daily(from, to, team)) / (await daily(usual, from, team));
    expect(await rise(name)).toBeGreaterThan(1.6);
    expect(await rise('Product')).toBeLessThan(1.6);
  });

  test('the workflow that grows stands out among workflows', async () => {
    const { name, times } = storiesOf(company).workflow;
    const runs = async (first: number, last: number) =>
      byGroup(
        await ask({ metrics: ['requests'], from: date(first), to: date(last), group_by: ['workflow'] }),
      )[name];
    const [early, late] = [await runs(0, 3), await runs(size.days - 3, size.days)];
    expect((late ?? 0) / (early ?? 1)).toBeGreaterThan(times * 0.8);
  });

  test('the tool that is cheaper at each kind of work is dearer over both', async () => {
    const { cheaper_at_each: first, cheaper_over_all: second, workflows } = truth.simpson;
    const metrics = ['cost_per_million_contracted'];
    const crude = byGroup(await ask({ metrics, group_by: ['tool'] }));
    expect(crude[first]).toBeGreaterThan(crude[second] ?? Number.POSITIVE_INFINITY);
    const fine = byGroup(await ask({ metrics, group_by: ['workflow', 'tool'] }));
    for (const workflow of workflows)
      expect(fine[`${workflow} / ${first}`]).toBeLessThan(fine[`${workflow} / ${second}`] ?? 0);
  });
});

/** Days of a range that are not of a weekend. */
function workdays(from: string, to: string): number {
  let days = 0;
  for (let day = dayOf(from); day < dayOf(to); day++)
    if (![0, 6].includes(new Date(date(day)).getUTCDay())) days += 1;
  return days;
}

describe('what was planted and has a rule is advised on', () => {
  test('the morning after: the runaway agent, the bill that is too high, the model that got cheaper, idle GPUs', async () => {
    const { runaway, invoice, price_cut: cut } = truth;
    const night = byGroup(
      await ask({
        ...{ from: runaway.date, to: after(runaway.date, 1), metrics: ['spend_contracted'] },
        group_by: ['branch' as const],
      }),
    )['chore/nightly-refactor'] as number;
    const advice = await adviceOn(server.services, company, dayOf(runaway.date) + 1);
    expect(advice.failed).toEqual([]);
    const spent = evidenceOf(advice, 5, runaway.agent, 'Spend a day');
    expect(spent / night).toBeCloseTo(1, 1);
    const held = advice.findings.find((one) => one.rule === 5 && one.subject.name === runaway.agent);
    expect(held?.action.kind).toBe('hold-agent');
    const loop = evidenceOf(advice, 4, runaway.agent, 'Cost of the repeats') / night;
    expect(loop).toBeGreaterThan(0.85);
    expect(loop).toBeLessThanOrEqual(1);
    // Bills are of whole cents.
    expect(evidenceOf(advice, 27, '', 'Difference')).toBeCloseTo(Number(invoice?.overcharge), 2);
    const former = evidenceOf(advice, 17, cut.model, 'At the former price');
    const now = evidenceOf(advice, 17, cut.model, 'At the new price');
    expect(now / former).toBeCloseTo(Number(cut.after) / Number(cut.before), 2);
    expect(advice.findings.some(({ rule }) => rule === 16)).toBe(true);
  });

  test('in the week of the missed cache: its team, by what it pays for input or by what it spends too much', async () => {
    const { to } = truth.cache_miss;
    const platform = ({ rule, subject }: { rule: number; subject: { name: string } }) =>
      (rule === 1 || rule === 5) && subject.name.includes('Platform');
    // Weekends are quiet, and which days of that week they are depends on today.
    for (let day = dayOf(to); day > dayOf(to) - 4; day--) {
      const { findings, facts } = await adviceOn(server.services, company, day);
      if (!findings.some(platform)) continue;
      for (const { subject, cause } of facts.spikes ?? [])
        if (subject.name === 'Platform' && cause) expect(cause).toBe('Less input read from cache');
      return;
    }
    expect.unreachable('no morning of that week has advice about the team');
  });

  test('and every other rule speaks, stays silent, or says exactly what it needs and where that is given', async () => {
    const { findings, cannotTell, failed } = await adviceOn(server.services, company, size.days);
    expect(failed).toEqual([]);
    const speaking = [...new Set(findings.map(({ rule }) => rule))].sort((a, b) => a - b);
    expect(speaking).toEqual(expect.arrayContaining([4, 10, 16, 17, 26, 27, 30]));
    const needing = new Map(cannotTell.map((one) => [one.rule, one]));
    for (const rule of [2, 3, 12, 13, 20]) expect(needing.get(rule)?.to).toBe('/settings#terms');
    for (const rule of [7, 8, 11]) expect(needing.get(rule)?.needs).toContain('at least 100 persons');
  });
});
