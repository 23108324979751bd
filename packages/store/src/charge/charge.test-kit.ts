import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { UsageSlice } from '@exchequer/core/charge';
import { bookUsage, type UsageBooked } from '@exchequer/core/envelope';
import type { LedgerCommand } from '@exchequer/core/ledger';
import {
  type NormalisedUsage,
  type PriceAnswer,
  type PriceQuestion,
  pico,
  pricedClasses,
  type UnitPrices,
} from '@exchequer/model';
import type { Sql } from 'postgres';
import { type AnalyticsEngine, openEngine } from '../analytics/engine/index.ts';
import { createJournal, type Journal, journalDdl } from '../analytics/journal/index.ts';
import { createLedger, type Ledger } from '../ledger/index.ts';
import { migrate, migrations } from '../migrations/index.ts';
import { type TemporaryPostgres, temporaryPostgres } from '../postgres/testing/index.ts';
import { type Charges, createCharges } from './charges.ts';
import type { PosterOptions } from './poster.ts';

/** The books over a journal, with everything that may go wrong in reach. */
export interface ChargeBench {
  sql: Sql;
  engine: AnalyticsEngine;
  journal: Journal;
  options: PosterOptions;
  charges: Charges;
  /** Dollars per million tokens from now on; models called `mystery` never have a price. */
  price: { dollars: bigint };
  /** The team of every identity from now on. */
  team: { id: string };
  clock: { now: Date };
  /** Where the next posting dies: before the ledger, after it, or not at all. */
  crash: { at: 'before' | 'after' | null };
  zone: { name: string };
  close(): Promise<void>;
}

const flat = (perMillion: bigint): UnitPrices =>
  Object.fromEntries(pricedClasses.map((c) => [c, pico(perMillion * 1_000_000n)])) as UnitPrices;

function priced(question: PriceQuestion, dollars: bigint): PriceAnswer {
  const slice = {
    priceId: `prc_${question.model}_${dollars}`,
    validFrom: null,
    validTo: null,
    contextOver: 0,
    contextUpTo: null,
    secondsFrom: 0,
    secondsTo: 86_400,
    list: flat(dollars),
    contracted: flat(dollars),
  };
  return {
    question,
    slices: question.model === 'mystery' ? [] : [slice],
    base: flat(1n),
    ceiling: flat(50n),
  };
}

/** Says to the budget book what every batch cost, on one envelope, so that both books stand or fall together. */
function oneEnvelope(
  workspace: string,
  batchId: string,
  slices: readonly UsageSlice[],
): LedgerCommand<UsageBooked> {
  const amount = slices.reduce((sum, slice) => sum + slice.amount, 0n);
  const ref = {
    envelopeId: 'env_all',
    periodKey: '2026',
    enforcement: 'record' as const,
    overdraft: 0n,
    currency: 'USD',
  };
  return bookUsage({
    workspace,
    key: `budget-usage:${batchId}`,
    body: { batchId },
    subject: batchId,
    memo: 'Usage',
    what: 'usage',
    days: amount === 0n ? [] : [{ day: '2026-10-01', levels: [{ ref, amount, ended: false }] }],
  });
}

export async function openBench(): Promise<ChargeBench> {
  const database: TemporaryPostgres = await temporaryPostgres();
  const { sql } = database;
  await migrate(sql, migrations);
  const home = mkdtempSync(join(tmpdir(), 'exchequer-charge-'));
  const engine = await openEngine({ path: join(home, 'clickhouse'), readers: 1 });
  for (const statement of journalDdl(null)) await engine.command(statement);
  const state = {
    price: { dollars: 3n },
    team: { id: '' },
    clock: { now: new Date('2026-11-21T09:00:00Z') },
    crash: { at: null as ChargeBench['crash']['at'] },
    zone: { name: 'UTC' },
  };
  const journal = createJournal({
    engine,
    prices: async (questions) => questions.map((question) => priced(question, state.price.dollars)),
    identities: async (_workspace, questions) =>
      questions.map((question) => ({
        question,
        slices: [
          { validFrom: null, validTo: null, workerId: `wrk_${question.identity}`, teamId: state.team.id },
        ],
      })),
  });
  const now = () => state.clock.now;
  let ids = 0;
  const options: PosterOptions = {
    sql,
    engine,
    ledger: crashing(createLedger({ sql, now }), state.crash),
    envelopes: {
      route: async (_tx, { workspace, batchId, slices }) => ({
        envelopeIds: slices.map(() => 'env_all'),
        commands: [oneEnvelope(workspace, batchId, slices) as LedgerCommand<unknown>],
      }),
    },
    timeZone: () => state.zone.name,
    now,
    newId: (prefix) => `${prefix}${String(++ids).padStart(8, '0')}`,
    alone: journal.alone,
  };
  return {
    ...{ sql, engine, journal, options, charges: createCharges(options) },
    ...state,
    close: async () => {
      await engine.close();
      await database.close();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

/** A ledger whose caller dies once, where it is told to; the transaction around it is lost with it. */
function crashing(ledger: Ledger, crash: ChargeBench['crash']): Ledger {
  return {
    ...ledger,
    within: async (tx, commands) => {
      const at = crash.at;
      crash.at = null;
      if (at === 'before') throw new Error('the process died before posting');
      const answers = await ledger.within(tx, commands);
      if (at === 'after') throw new Error('the process died after posting');
      return answers;
    },
  };
}

/** A usage event of a million output tokens by a source whose records grow. */
export const event = (id: string, over: Partial<NormalisedUsage> = {}): NormalisedUsage => ({
  workspace: 'live',
  source: 'claude-code.log',
  source_event_id: id,
  occurred_at: '2026-10-05T12:00:00.000Z',
  tool: 'claude-code',
  provider: 'p',
  model: 'round',
  requests: 1,
  output: 1_000_000,
  identity_kind: 'email',
  identity: 'ada',
  aliases: [],
  ...over,
});
