import { type Grant, isGrantRefusal } from '@exchequer/core/grant';
import { recordUsage } from '@exchequer/core/ledger';
import { localDate } from '@exchequer/core/metric';
import { parseUsd } from '@exchequer/model';
import type { Sql } from 'postgres';
import { createLedger, type Ledger } from '../ledger/index.ts';
import { migrate, migrations } from '../migrations/index.ts';
import { temporaryPostgres } from '../postgres/testing/index.ts';
import { findEnvelope } from './holder-envelope.ts';
import { type GrantOptions, issueGrants, type Plan, putPlan, runGrants } from './index.ts';

export const workspace = 'live';
export const hr = { id: 'usr_hr', name: 'Hanna' };

/** A company of a team and some persons on a database of its own, with a clock that tests set. */
export async function company() {
  const server = await temporaryPostgres();
  const { sql } = server;
  let now = new Date('2026-01-01T09:00:00Z');
  let serial = 0;
  const fresh = (prefix: string) => `${prefix}${String(++serial).padStart(4, '0')}`;
  const ledger = createLedger({ sql, now: () => now });
  const options: GrantOptions = {
    sql,
    ledger,
    now: () => now,
    newId: fresh,
    timeZone: () => 'Europe/Warsaw',
    fiscalStart: () => 1,
  };
  return {
    sql,
    ledger,
    options,
    fresh,
    close: () => server.close(),
    async reset() {
      await sql.unsafe('drop schema public cascade; create schema public');
      await migrate(sql, migrations);
      await people(sql);
      now = new Date('2026-01-01T09:00:00Z');
    },
    /** Moves the clock to nine in the morning of a company day. */
    day(day: string) {
      now = new Date(`${day}T09:00:00Z`);
    },
    today: () => localDate(now.getTime(), 'Europe/Warsaw'),
    spend: (workerId: string, day: string, amount: string) =>
      spend(sql, ledger, fresh('use_'), workerId, day, amount),
    async plan(over: Partial<Plan> = {}): Promise<Plan> {
      const plan = await putPlan(options, workspace, { ...basicPlan, ...over, id: undefined }, hr);
      if (isGrantRefusal(plan)) throw new Error(plan.detail);
      return plan;
    },
    async issue(planId: string, workerId = 'wrk_1', startsOn = '2026-01-01', endsOn: string | null = null) {
      const wish = { planId, holder: { kind: 'worker' as const, id: workerId }, startsOn, endsOn };
      const [grant] = await issueGrants(options, workspace, [wish], { by: hr, seesPay: true });
      if (!grant || isGrantRefusal(grant)) throw new Error(grant?.detail);
      return grant as Grant;
    },
    run: () => runGrants(options, workspace),
  };
}

export type Company = Awaited<ReturnType<typeof company>>;

const basicPlan: Omit<Plan, 'id' | 'state'> = {
  name: 'Tools',
  basis: { kind: 'fixed', amount: '120000', per: 'year' },
  terms: {
    type: 'personal_allotment',
    cadence: 'monthly',
    validPeriods: 1,
    rollover: { percent: 25, cap: null },
    surplus: 'team_pool',
    transfer: 'none',
    personalUse: false,
    purpose: 'research_and_development',
    basisKind: 'fixed',
  },
  currency: 'USD',
  jurisdiction: 'PL',
};

async function people(sql: Sql): Promise<void> {
  await sql`insert into team (workspace, id, name, external_id) values ('live', 'team_1', 'Platform', ''),
    ('live', 'team_2', 'Legal', '')`;
  for (let at = 1; at <= 7; at++) {
    const id = `wrk_${at}`;
    await sql`insert into worker (workspace, id, kind, name, external_id, family)
      values ('live', ${id}, 'person', ${`Person ${at}`}, ${`E${at}`}, '')`;
    await sql`insert into membership (workspace, worker_id, team_id)
      values ('live', ${id}, ${at <= 5 ? 'team_1' : 'team_2'})`;
  }
}

/** Books usage on the grant envelope of a person, as the intake would. */
async function spend(
  sql: Sql,
  ledger: Ledger,
  key: string,
  workerId: string,
  day: string,
  amount: string,
): Promise<void> {
  const envelope = await findEnvelope(sql, workspace, { kind: 'worker', id: workerId });
  if (!envelope || isGrantRefusal(envelope)) throw new Error(`${workerId} has no envelope`);
  const uses = [{ path: [envelope.ref], amount: parseUsd(amount) }];
  const booked = await ledger.run(
    recordUsage({ workspace, key, days: [{ day, uses, memo: 'Usage', subject: key }] }),
  );
  if ('refused' in booked) throw new Error(booked.detail);
}

/** What the books say of a holder: what is left in the envelope, and in the lots' own accounts. */
export async function booksOf(sql: Sql, kind: 'worker' | 'team', id: string) {
  const [row] = await sql<{ left: string; lots: string; kept: string; apart: number }[]>`
    with e as (
      select 'envelope/' || envelope_id || '/' || period_key || '/' as prefix from grant_holder
      where workspace = ${workspace} and kind = ${kind} and id = ${id}),
    l as (select * from grant_lot where workspace = ${workspace} and holder_kind = ${kind} and holder_id = ${id})
    select
      (select coalesce(sum(a.balance), 0) from ledger_account a, e where a.workspace = ${workspace}
        and a.key in (e.prefix || 'available', e.prefix || 'leased', e.prefix || 'reserved', e.prefix || 'overdraft')) as left,
      (select coalesce(sum(a.balance), 0) from ledger_account a join l on a.key = 'lot/' || l.id || '/available'
        where a.workspace = ${workspace}) as lots,
      (select coalesce(sum(available), 0) from l) as kept,
      (select count(*)::int from l join ledger_account a on a.workspace = ${workspace}
        and a.key in ('lot/' || l.id || '/used', 'lot/' || l.id || '/expired', 'lot/' || l.id || '/returned',
          'lot/' || l.id || '/transferred', 'lot/' || l.id || '/available')
        where a.balance <> case split_part(a.key, '/', 3) when 'used' then l.used when 'expired' then l.expired
          when 'returned' then l.returned when 'transferred' then l.transferred else l.available end) as apart`;
  if (!row) throw new Error('no row');
  return { left: parseUsd(row.left), lots: parseUsd(row.lots), kept: parseUsd(row.kept), apart: row.apart };
}
