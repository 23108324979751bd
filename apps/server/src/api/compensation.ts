import {
  type Cohort,
  daysBetween,
  foldCohorts,
  percentText,
  stateOf,
  stressGrid,
  stressReading,
  totalPay,
} from '@exchequer/core/grant';
import { smallestGroup } from '@exchequer/core/metric';
import { formatUsd, parseUsd } from '@exchequer/model';
import type { Compensation } from '@exchequer/model/contract';
import {
  annualTokens,
  loadGrants,
  loadLots,
  loadReferences,
  netOf,
  type PayRow,
  payHistory,
  payOn,
  personGrants,
  putPay,
  putReference,
  unknownPerson,
  type WorkerFacts,
} from '@exchequer/store/grant';
import { readPayCsv } from '@exchequer/vendors/compensation';
import { administering, paying, reading } from './base.ts';
import { factsOf, granted, saw } from './grant-answer.ts';
import { viewTotalPay, wordingFor } from './grant-statement.ts';
import { refusal } from './problem.ts';

const viewPay = (row: PayRow, workers: ReadonlyMap<string, WorkerFacts>): Compensation => ({
  worker_id: row.workerId,
  worker_name: workers.get(row.workerId)?.name ?? row.workerId,
  effective_on: row.effectiveOn,
  base: formatUsd(row.base),
  bonus: formatUsd(row.bonus),
  equity: formatUsd(row.equity),
  currency: row.currency,
  role: row.role,
  band: row.band,
});

const list = paying.compensation.list.handler(async ({ input, context }) => {
  const { workspace } = input;
  const facts = await factsOf(context, workspace);
  const rows = [...(await payOn(context.services.sql, workspace, facts.today)).values()];
  await saw(
    context,
    workspace,
    'compensation.read',
    'list of pay',
    rows.map(({ workerId }) => workerId),
  );
  return rows
    .map((row) => viewPay(row, facts.workers))
    .sort((a, b) => a.worker_name.localeCompare(b.worker_name) || (a.worker_id < b.worker_id ? -1 : 1));
});

const get = paying.compensation.get.handler(async ({ input, context }) => {
  const { workspace, worker_id: workerId } = input;
  const facts = await factsOf(context, workspace);
  if (!facts.workers.has(workerId)) granted(unknownPerson(workerId));
  await saw(context, workspace, 'compensation.read', 'pay', [workerId]);
  const rows = await payHistory(context.services.sql, workspace, workerId);
  return rows.map((row) => viewPay(row, facts.workers));
});

const put = paying.compensation.put.handler(async ({ input, context }) => {
  const { workspace, worker_id: workerId, effective_on: effectiveOn, base, bonus, equity, ...rest } = input;
  const row: PayRow = {
    ...rest,
    workerId,
    effectiveOn,
    base: parseUsd(base),
    bonus: parseUsd(bonus),
    equity: parseUsd(equity),
  };
  const refused = await putPay(context.services.grants, workspace, [row], context.actor);
  if (refused) granted(refused);
  const facts = await factsOf(context, workspace);
  return viewPay(row, facts.workers);
});

const importFile = paying.compensation.import.handler(async ({ input, context }) => {
  const { workspace, dry_run: dryRun, text } = input;
  const { grants, sql } = context.services;
  const facts = await factsOf(context, workspace);
  const { rows, errors } = readPayCsv(text, { workers: [...facts.workers.values()] });
  const applied = !dryRun && errors.length === 0;
  const known = new Map<string, PayRow>();
  for (const { pay } of rows) {
    for (const row of await payHistory(sql, workspace, pay.workerId))
      known.set(`${row.workerId} ${row.effectiveOn}`, row);
  }
  const changes = rows.map(({ row, name, pay }) => {
    const before = known.get(`${pay.workerId} ${pay.effectiveOn}`);
    const action = !before ? ('add' as const) : same(before, pay) ? ('same' as const) : ('change' as const);
    return { row, action, name, detail: `from ${pay.effectiveOn}` };
  });
  if (applied) {
    const refused = await putPay(
      grants,
      workspace,
      rows.map(({ pay }) => pay),
      context.actor,
    );
    if (refused) granted(refused);
  }
  return { dry_run: dryRun, applied, changes, errors };
});

const same = (a: PayRow, b: PayRow): boolean =>
  (Object.keys(b) as (keyof PayRow)[]).every((part) => a[part] === b[part]);

const total = paying.compensation.total.handler(async ({ input, context }) => {
  const { workspace, worker_id: workerId } = input;
  const facts = await factsOf(context, workspace);
  if (!facts.workers.has(workerId)) granted(unknownPerson(workerId));
  const person = await personGrants(context.services.grants, workspace, workerId, facts);
  await saw(context, workspace, 'compensation.read', 'total compensation', [workerId]);
  const view = viewTotalPay(person, await wordingFor(context, workspace, person));
  if (!view) {
    throw refusal(
      422,
      person.pay ? 'currency-mismatch' : 'pay-unknown',
      person.pay ? `pay is kept in ${person.pay.currency}, grants in USD` : 'no pay is on record',
      person.pay ? 'Enter the pay in USD to see them side by side.' : 'Enter the pay first.',
    );
  }
  return { total: view, references: await loadReferences(context.services.sql, workspace) };
});

/** Base, bonus, equity, tokens of one person. */
interface PayMember {
  id: string;
  figures: bigint[];
}

const cohorts = paying.compensation.cohorts.handler(async ({ input, context }) => {
  const { workspace, by } = input;
  const { sql } = context.services;
  const facts = await factsOf(context, workspace);
  const pays = [...(await payOn(sql, workspace, facts.today)).values()];
  const grants = await loadGrants(sql, workspace);
  const groups = new Map<string, Cohort<PayMember> & { members: PayMember[] }>();
  for (const pay of pays.filter(({ currency }) => currency === 'USD')) {
    const worker = facts.workers.get(pay.workerId);
    const [key, label] =
      by === 'team'
        ? [worker?.teamId ?? '', worker?.teamName || 'No team']
        : [pay[by], pay[by] || 'Not said'];
    const group = groups.get(key) ?? { key, label, members: [] };
    const tokens = annualTokens(
      grants.filter(({ holder }) => holder.id === pay.workerId),
      facts.today,
    );
    group.members.push({ id: pay.workerId, figures: [pay.base, pay.bonus, pay.equity, tokens] });
    groups.set(key, group);
  }
  const { total: all, shown, rest, folded } = foldCohorts([...groups.values()]);
  return {
    currency: 'USD',
    smallest_group: smallestGroup,
    total: all && viewPayCohort('', 'All', all),
    cohorts: [
      ...shown.map(({ key, label, members }) => viewPayCohort(key, label, members)),
      ...(rest ? [viewPayCohort('', 'Other', rest)] : []),
    ],
    folded,
    other_currencies: pays.filter(({ currency }) => currency !== 'USD').length,
    withheld: all ? null : `Fewer than ${smallestGroup} persons, or one of them makes up most of a figure.`,
  };
});

function viewPayCohort(key: string, label: string, members: readonly PayMember[]) {
  const sum = (at: number) => members.reduce((total, { figures }) => total + (figures[at] ?? 0n), 0n);
  const figures = totalPay({ base: sum(0), bonus: sum(1), equity: sum(2) }, sum(3));
  return {
    key,
    label,
    persons: members.length,
    base: formatUsd(figures.base),
    bonus: formatUsd(figures.bonus),
    equity: formatUsd(figures.equity),
    tokens: formatUsd(figures.tokens),
    token_share: figures.tokenShare,
    leverage: percentText(figures.tokens, figures.base),
  };
}

const stress = reading.compensation.stress.handler(async ({ input, context }) => {
  const { workspace, base } = input;
  const { sql } = context.services;
  const facts = await factsOf(context, workspace);
  const grants = (await loadGrants(sql, workspace)).filter((one) => stateOf(one, facts.today) !== 'ended');
  const entitled = annualTokens(grants, facts.today);
  const holders = new Set(grants.map(({ holder }) => holder.id)).size;
  if (holders < smallestGroup && !context.actor.scopes.includes('compensation')) {
    throw refusal(
      422,
      'group-too-small',
      `fewer than ${smallestGroup} persons hold grants: the sum would tell what is theirs`,
      'Ask someone with the compensation scope.',
    );
  }
  const annual =
    base === 'entitlement' ? entitled : await annualUse(context.services.sql, workspace, facts.today);
  const budget = input.budget === undefined ? entitled : parseUsd(input.budget);
  const cells = stressGrid(annual, budget);
  return {
    currency: 'USD',
    base,
    annual: formatUsd(annual),
    budget: formatUsd(budget),
    cells: cells.map(({ pricePercent, usageTimes, cost, over, breaks }) => ({
      price_percent: pricePercent,
      usage_times: usageTimes,
      cost: formatUsd(cost),
      over: formatUsd(over),
      breaks,
    })),
    breaking: cells.filter(({ breaks }) => breaks).length,
    reading: stressReading(cells, budget, 'USD'),
  };
});

/** Use of lots so far, scaled to a year by the days since the first lot. */
async function annualUse(
  sql: Parameters<typeof loadLots>[0],
  workspace: string,
  today: string,
): Promise<bigint> {
  const lots = await loadLots(sql, workspace);
  const first = lots.map(({ startsOn }) => startsOn).sort()[0] ?? today;
  const days = Math.max(1, daysBetween(first, today));
  return (netOf(lots).used * 365n) / BigInt(days);
}

const references = {
  list: reading.compensation.references.list.handler(({ input, context }) =>
    loadReferences(context.services.sql, input.workspace),
  ),
  put: administering.compensation.references.put.handler(async ({ input, context }) => {
    const { workspace, ...wish } = input;
    return granted(await putReference(context.services.grants, workspace, wish, context.actor));
  }),
};

export const compensationRouter = { list, get, put, import: importFile, total, cohorts, stress, references };
