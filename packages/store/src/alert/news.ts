import { type AlertNews, formatUsd, parseUsd } from '@exchequer/model';
import type { Workspace } from '@exchequer/model/contract';
import type { Sql } from 'postgres';

/** Most of each kind that one look takes; the next look takes the rest. */
const atOnce = 200;

/**
 * What the product has written down since an instant that somebody may want to know. Envelopes of single
 * persons are left out, or told without their name.
 */
export async function newsSince(sql: Sql, workspace: Workspace, since: Date): Promise<AlertNews[]> {
  const asked = { sql, workspace, since };
  const found = await Promise.all([
    thresholds(asked),
    requests(asked),
    recommendations(asked),
    closes(asked),
  ]);
  return found.flat();
}

interface Asked {
  sql: Sql;
  workspace: Workspace;
  since: Date;
}

/** A period of own days is named by its first. */
const inPeriod = (key: string): string =>
  key.startsWith('from-') ? `since ${key.slice('from-'.length)}` : `in ${key}`;

async function thresholds({ sql, workspace, since }: Asked): Promise<AlertNews[]> {
  const rows = await sql<
    {
      envelope_id: string;
      name: string;
      period_key: string;
      threshold: string;
      spent: string;
      period_limit: string;
    }[]
  >`
    select a.envelope_id, e.name, a.period_key, a.threshold, a.spent, a.period_limit
    from envelope_alert a join envelope e on e.workspace = a.workspace and e.id = a.envelope_id
    where a.workspace = ${workspace} and a.at >= ${since} and e.kind <> 'person'
    order by a.id limit ${atOnce}`;
  return rows.map(({ envelope_id: id, name, period_key: period, threshold, spent, period_limit: limit }) => ({
    topic: 'budget.threshold_crossed',
    key: `budget.threshold_crossed:${id}:${period}:${threshold}`,
    level: Number(threshold) >= 100 ? 'stop' : 'warn',
    title: `${name} has spent ${Number(threshold)} % of its budget`,
    says: `${money(spent)} of ${money(limit)} is spent ${inPeriod(period)}. ${
      Number(threshold) >= 100 ? 'Calls may be refused: raise it, or let it wait.' : 'Look at what is left.'
    }`,
    path: `/budgets?envelope=${encodeURIComponent(id)}`,
    data: {
      envelope_id: id,
      period,
      threshold_percent: Number(threshold),
      spent: usd(spent),
      limit: usd(limit),
    },
  }));
}

async function requests({ sql, workspace, since }: Asked): Promise<AlertNews[]> {
  const rows = await sql<
    { id: string; envelope_id: string; name: string; kind: string; asked: string; amount: string }[]
  >`
    select r.id, r.envelope_id, e.name, e.kind, r.kind as asked, r.amount
    from budget_request r join envelope e on e.workspace = r.workspace and e.id = r.envelope_id
    where r.workspace = ${workspace} and r.requested_at >= ${since} and r.state = 'open'
    order by r.requested_at, r.id limit ${atOnce}`;
  return rows.map(({ id, envelope_id: envelope, name, kind, asked, amount }) => ({
    topic: 'budget.request.created',
    key: `budget.request.created:${id}`,
    level: 'warn',
    title: `${money(amount)} more is asked for ${kind === 'person' ? 'a person' : name}`,
    says: `The request is ${asked}, and waits for somebody to approve or decline it.`,
    path: `/budgets?envelope=${encodeURIComponent(envelope)}`,
    data: { request_id: id, envelope_id: envelope, amount: usd(amount), kind: asked },
  }));
}

/** Rules whose findings are events of their own. */
const topicsOfRules: Readonly<Record<number, AlertNews['topic']>> = {
  5: 'spend.spike',
  6: 'forecast.over_budget',
};
/** Money that runs away while it is looked at: loops and spikes. */
const urgent = [4, 5, 6];

async function recommendations({ sql, workspace, since }: Asked): Promise<AlertNews[]> {
  const rows = await sql<{ id: string; rule: number; says: string; subject: string; likely: string }[]>`
    select id, rule, finding ->> 'says' as says, finding -> 'subject' ->> 'name' as subject, likely
    from recommendation
    where workspace = ${workspace} and first_seen >= ${since} and self_worker is null and state = 'open'
    order by first_seen, id limit ${atOnce}`;
  return rows.map(({ id, rule, says, subject, likely }) => ({
    topic: topicsOfRules[rule] ?? 'recommendation.created',
    key: `recommendation:${id}`,
    level: urgent.includes(rule) ? 'warn' : 'info',
    title: titleOf(rule, subject),
    says,
    path: `/today?advice=${encodeURIComponent(id)}`,
    data: { recommendation_id: id, rule, likely_gain: usd(likely) },
  }));
}

function titleOf(rule: number, subject: string): string {
  if (rule === 5) return `${subject} costs far more than its like`;
  if (rule === 6) return `${subject} will likely end over budget`;
  return `Something to do about ${subject}`;
}

async function closes({ sql, workspace, since }: Asked): Promise<AlertNews[]> {
  const rows = await sql<{ period: string }[]>`
    select period from close_record where workspace = ${workspace} and closed_at >= ${since} order by period`;
  return rows.map(({ period }) => ({
    topic: 'period.closed',
    key: `period.closed:${period}`,
    level: 'info',
    title: `${period} is closed`,
    says: 'Its books take no more postings; its statements and totals are kept as they are.',
    path: `/ledger?month=${encodeURIComponent(period)}`,
    data: { period },
  }));
}

const usd = (amount: string): string => formatUsd(parseUsd(amount));
/** To the cent, for people. */
const money = (amount: string): string =>
  `$${Number(amount).toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`;
