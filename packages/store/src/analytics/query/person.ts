import { addDays } from '@exchequer/core/envelope';
import { localDate } from '@exchequer/core/metric';
import { formatUsd, parseUsd } from '@exchequer/model';
import { usdText } from './event-row.ts';
import type { ReadingFacts } from './facts.ts';

/** What one worker has used, in costs that the company is charged. Served to that worker alone. */
export interface PersonUsage {
  today: string;
  this_month: string;
  requests_this_month: number;
  tokens_this_month: string;
  /** The last 30 company days, oldest first, those without usage included. */
  days: { date: string; cost: string; tokens: string }[];
  /** Of the same 30 days, dearest first; what names nothing is ''. */
  by_model: { model: string; cost: string; tokens: string }[];
  by_repo: { repo: string; cost: string; tokens: string }[];
  /** Newest first. */
  by_session: { session_id: string; tool: string; cost: string; last_at: string }[];
  /** Tokens read from a cache in percent of all input of the 30 days; null without input. */
  cache_read_percent: string | null;
}

const daysShown = 30;
const groupsShown = 50;

interface DayRow {
  date: string;
  cost: string;
  tokens: string;
  requests: string;
  cached: string;
  input: string;
}

const inputClasses = [
  'uncached_input',
  'cache_read',
  'cache_write_5m',
  'cache_write_30m',
  'cache_write_1h',
  'cache_write_12h',
  'cache_write_unknown',
];
const input = inputClasses.map((name) => `sum(j.${name})`).join(' + ');
const sums = 'sum(j.cost_contracted) AS cost, sum(j.tokens) AS tokens';

/**
 * Reads what one worker has used. The caller must be that worker: nothing here asks who reads.
 * Days are those of the company.
 */
export async function readPerson(facts: ReadingFacts, workerId: string): Promise<PersonUsage> {
  const today = localDate(facts.now.getTime(), facts.companyTimeZone);
  const month = `${today.slice(0, 7)}-01`;
  const first = addDays(today, 1 - daysShown);
  const read = reader(facts, workerId, { first, month, until: addDays(today, 1) });
  const [days, models, repos, sessions] = await Promise.all([
    read<DayRow>(
      `toString(j.day) AS date, ${sums}, sum(j.requests) AS requests, sum(j.cache_read) AS cached, ${input} AS input`,
      'least({first:Date}, {month:Date})',
      'GROUP BY date ORDER BY date',
    ),
    read<{ model: string; cost: string; tokens: string }>(
      `toString(j.model) AS model, ${sums}`,
      '{first:Date}',
      `GROUP BY model HAVING tokens != 0 OR cost != 0 ORDER BY cost DESC, model LIMIT ${groupsShown}`,
    ),
    read<{ repo: string; cost: string; tokens: string }>(
      `toString(j.repo) AS repo, ${sums}`,
      '{first:Date}',
      `GROUP BY repo HAVING tokens != 0 OR cost != 0 ORDER BY cost DESC, repo LIMIT ${groupsShown}`,
    ),
    read<{ session_id: string; tool: string; cost: string; last_at: string }>(
      `toString(j.session_id) AS session_id, toString(j.tool) AS tool, sum(j.cost_contracted) AS cost,
  max(j.newest_event_at) AS last_at`,
      "{first:Date} AND j.session_id != ''",
      `GROUP BY session_id, tool ORDER BY last_at DESC, session_id LIMIT ${groupsShown}`,
    ),
  ]);
  const money = <Row extends { cost: string }>(row: Row): Row => ({ ...row, cost: usdText(row.cost) });
  return {
    ...figuresOf(days, { today, month, first }),
    by_model: models.map(money),
    by_repo: repos.map(money),
    by_session: sessions.map(money),
  };
}

/** Statements over one worker's own rows, from a day on. */
function reader(
  { engine, workspace }: ReadingFacts,
  workerId: string,
  dates: { first: string; month: string; until: string },
) {
  return <Row>(columns: string, from: string, rest: string): Promise<Row[]> =>
    engine.query<Row>(
      `SELECT ${columns} FROM usage_session AS j
WHERE j.workspace = {workspace:String} AND j.worker_id = {worker:String}
  AND j.day < {until:Date} AND j.day >= ${from}
${rest}`,
      { ...dates, workspace, worker: workerId },
    );
}

/** Figures that follow from the days. */
function figuresOf(
  rows: readonly DayRow[],
  { today, month, first }: Record<'today' | 'month' | 'first', string>,
) {
  const byDate = new Map(rows.map((row) => [row.date, row]));
  const inMonth = rows.filter(({ date }) => date >= month);
  const shown = rows.filter(({ date }) => date >= first);
  const total = (of: readonly DayRow[], name: 'tokens' | 'requests' | 'cached' | 'input') =>
    of.reduce((sum, row) => sum + BigInt(row[name]), 0n);
  const inputTokens = total(shown, 'input');
  return {
    today: usdText(byDate.get(today)?.cost),
    this_month: sumUsd(inMonth.map(({ cost }) => cost)),
    requests_this_month: Number(total(inMonth, 'requests')),
    tokens_this_month: total(inMonth, 'tokens').toString(),
    days: Array.from({ length: daysShown }, (_, at) => {
      const date = addDays(first, at);
      const row = byDate.get(date);
      return { date, cost: usdText(row?.cost), tokens: row?.tokens ?? '0' };
    }),
    cache_read_percent: inputTokens > 0n ? tenths((total(shown, 'cached') * 1_000n) / inputTokens) : null,
  };
}

const sumUsd = (costs: readonly string[]): string =>
  formatUsd(costs.reduce((sum, cost) => sum + parseUsd(cost), 0n));

/** 312 is 31.2. */
const tenths = (value: bigint): string => `${value / 10n}.${value % 10n}`;
