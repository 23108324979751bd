import { formatUsd, parseUsd } from '@exchequer/model';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Budgets, createBudgets, type UsageRow } from '../envelope/index.ts';
import { createGateLeases, createLeaseRounds, type HeldLease } from '../gate/index.ts';
import { verifyLedger } from '../ledger/index.ts';
import { journalBatches } from './batch.ts';
import { type ChargeBench, event, openBench } from './charge.test-kit.ts';
import { type Charges, createCharges } from './charges.ts';
import type { EnvelopeUsage } from './options.ts';
import { postBatch } from './post.ts';
import { batchSlices, chargedCost } from './slices.ts';

let at: ChargeBench;
let budgets: Budgets;
let charges: Charges;
const by = { id: 'usr_1', name: 'Ada', workerId: null };

beforeAll(async () => {
  at = await openBench();
  const { sql, options } = at;
  const calendar = { timeZone: () => 'UTC', fiscalStart: () => 4 };
  budgets = createBudgets({
    sql,
    ledger: options.ledger,
    now: options.now,
    newId: options.newId,
    ...calendar,
  });
  charges = createCharges({ ...options, envelopes });
});
afterAll(() => at.close());

const envelopes: EnvelopeUsage = {
  route: async (tx, { workspace, batchId, slices }) => {
    const factsOf = await budgets.facts(workspace);
    const rows: UsageRow[] = slices.map(
      ({ occurredOn, workerId, teamId, project, repo, agent, lease, amount }) => ({
        ...{ occurredOn, lease, cost: amount },
        facts: factsOf({ workerId, teamId, project, repo, agent }),
      }),
    );
    const { commands, payers } = await budgets.prepareUsage(tx, workspace, batchId, rows);
    return { envelopeIds: payers, commands };
  },
};

const leafNames = ['Company', 'Ada'] as const;
type Step =
  | { do: 'lease'; leaf: (typeof leafNames)[number]; dollars: number }
  | { do: 'book'; events: { id: number; day: number; output: number; lease: number }[] }
  | { do: 'reprice'; dollars: number }
  | { do: 'close'; lease: number }
  | { do: 'post'; crash: 'before' | 'after' | null; twice: boolean };

const events = fc.array(
  fc.record({
    id: fc.integer({ min: 1, max: 6 }),
    day: fc.integer({ min: 1, max: 3 }),
    output: fc.integer({ min: 1, max: 3_000_001 }),
    // Some name no lease, or one that is not there.
    lease: fc.integer({ min: -1, max: 3 }),
  }),
  { minLength: 1, maxLength: 5 },
);
const small = { min: 1, max: 9 };
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('lease' as const),
      leaf: fc.constantFrom(...leafNames),
      dollars: fc.integer({ min: 1, max: 30 }),
    }),
  },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('book' as const), events }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('reprice' as const), dollars: fc.integer(small) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('close' as const), lease: fc.nat({ max: 3 }) }) },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('post' as const),
      crash: fc.constantFrom('before' as const, 'after' as const, null),
      twice: fc.boolean(),
    }),
  },
);

/** A company and a person of it, and the gateway that leases from them. */
async function company(workspace: string) {
  const { sql, options } = at;
  await sql`insert into workspace (key, name) values (${workspace}, ${workspace})`;
  await sql`
    insert into worker (workspace, id, kind, name, external_id, family)
    values (${workspace}, 'wrk_ada', 'person', 'Ada', '', '')`;
  const put = async (name: string, kind: 'company' | 'person', ref: string, parentId: string | null) => {
    const wish = {
      ...{ name, kind, ref, parentId, currency: 'USD', period: 'fiscal_year' as const, custom: null },
      ...{ enforcement: 'hard' as const, thresholds: [], rollover: null, overdraft: 0n, ownerId: null },
      limit: parseUsd('1000'),
    };
    const done = await budgets.envelopes.put(workspace, { id: undefined, wish, belowSpent: false }, by);
    if ('refused' in done) throw new Error(done.detail);
    return done.id;
  };
  const root = await put('Company', 'company', '', null);
  const ada = await put('Ada', 'person', 'wrk_ada', root);
  const common = { sql, ledger: options.ledger, now: options.now, timeZone: () => 'UTC' };
  const gateway = { newId: options.newId, fiscalStart: () => 4, gatewayId: 'gw_1', life: 'life1' };
  return {
    ...{ workspace, leaves: { Company: root, Ada: ada }, held: [] as HeldLease[] },
    leases: createGateLeases({ ...common, ...gateway }),
    rounds: createLeaseRounds(common),
  };
}
type Company = Awaited<ReturnType<typeof company>>;

async function take(here: Company, one: Step): Promise<void> {
  const { workspace, held, leases, rounds } = here;
  if (one.do === 'lease') {
    const amount = { least: 1n, wish: BigInt(one.dollars) * 10n ** 12n };
    const lease = await leases.open(workspace, here.leaves[one.leaf], amount);
    if (!('refused' in lease)) held.push(lease);
  } else if (one.do === 'book') {
    await at.journal.book(
      workspace,
      one.events.map(({ id, day, output, lease }) =>
        event(`e${id}`, {
          ...{ workspace, output, occurred_at: `2026-10-0${day}T12:00:00.000Z` },
          lease: lease < 0 ? 'lse_nobody' : (held[lease]?.id ?? ''),
        }),
      ),
    );
  } else if (one.do === 'reprice') {
    at.price.dollars = BigInt(one.dollars);
    await at.journal.rebook(workspace, 'price', { sql: '1', params: {} });
  } else if (one.do === 'close') {
    await leases.close(held.slice(one.lease, one.lease + 1).map(({ id }) => id));
    await rounds.releaseClosing(charges.waitingLeases);
  } else {
    at.crash.at = one.crash;
    await charges.catchUp({ retryFailed: true, workspace });
    at.crash.at = null;
    if (one.twice) await postAgain(workspace);
  }
}

/** As another poster would that knows nothing of the first one. */
async function postAgain(workspace: string): Promise<void> {
  for (const batch of await journalBatches(at.engine, new Date(0), workspace)) {
    const slices = await batchSlices(at.engine, workspace, [batch], 'UTC');
    await postBatch({ ...at.options, envelopes }, batch, slices.get(batch.batchId) ?? [], 'UTC');
  }
}

async function check(here: Company): Promise<void> {
  const { workspace, leases, held, rounds, leaves } = here;
  await charges.catchUp({ retryFailed: true, workspace });
  const proof = await charges.reconcileUsage(workspace, { from: '2026-09-01', to: '2026-12-01' });
  expect(proof.differences).toEqual([]);
  expect(proof.charges).toEqual(proof.journal);
  expect(proof.ledger).toEqual(proof.charges);
  await leases.close(held.map(({ id }) => id));
  await rounds.releaseClosing(charges.waitingLeases);
  const open = await at.sql`select id from gate_lease where workspace = ${workspace} and state <> 'closed'`;
  expect(open).toEqual([]);
  const rows = await at.engine.query<{ lease: string; amount: string }>(
    `SELECT toString(j.lease) AS lease, toString(sum(${chargedCost})) AS amount FROM usage_journal AS j
     WHERE j.workspace = {workspace:String} AND j.metered = 1 GROUP BY lease`,
    { workspace },
  );
  const ofCompany = new Set(
    held.filter(({ envelopeId }) => envelopeId === leaves.Company).map(({ id }) => id),
  );
  const sum = (some: typeof rows) => some.reduce((total, { amount }) => total + parseUsd(amount), 0n);
  const expected = { Company: sum(rows), Ada: sum(rows.filter(({ lease }) => !ofCompany.has(lease))) };
  for (const name of leafNames) {
    const balances = await at.sql<{ pocket: string; balance: string }[]>`
      select split_part(key, '/', 4) as pocket, balance from ledger_account
      where workspace = ${workspace} and key like ${`envelope/${leaves[name]}/%`}`;
    const pocket = (wanted: string) =>
      parseUsd(balances.find((one) => one.pocket === wanted)?.balance ?? '0');
    expect(formatUsd(pocket('spent')), name).toBe(formatUsd(expected[name]));
    expect(pocket('reserved'), name).toBe(0n);
    expect(pocket('available') + pocket('spent') + pocket('overdraft'), name).toBe(parseUsd('1000'));
  }
}

test('what leases paid is settled once out of their holds, and journal, charges and both books agree', async () => {
  let runs = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 8, maxLength: 16 }), async (steps) => {
      at.price.dollars = 3n;
      const here = await company(`lease${++runs}`);
      for (const one of steps) await take(here, one);
      await check(here);
    }),
    { numRuns: 8 },
  );
  expect((await verifyLedger(at.sql, {})).findings).toEqual([]);
}, 240_000);

test('a lease is not given back while usage of it waits to be posted, and other usage does not hold it up', async () => {
  at.price.dollars = 3n;
  const here = await company('waiting');
  const { workspace, leases, rounds, held } = here;
  await take(here, { do: 'lease', leaf: 'Ada', dollars: 20 });
  await take(here, { do: 'lease', leaf: 'Ada', dollars: 20 });
  await take(here, { do: 'book', events: [{ id: 1, day: 1, output: 1_000_000, lease: 0 }] });
  await leases.close(held.map(({ id }) => id));
  expect(
    await charges.waitingLeases(
      workspace,
      held.map(({ id }) => ({ id, openedAt: at.clock.now })),
    ),
  ).toEqual(new Set([held[0]?.id]));
  expect(await rounds.releaseClosing(charges.waitingLeases)).toBe(1);
  await charges.catchUp({ workspace });
  const [hold] = await at.sql<{ amount: string; settled: string }[]>`
    select amount, settled from ledger_hold where workspace = ${workspace} and id = ${held[0]?.id ?? ''}`;
  expect([hold?.amount, hold?.settled].map((text) => formatUsd(parseUsd(text ?? '')))).toEqual(['17', '3']);
  expect(await rounds.releaseClosing(charges.waitingLeases)).toBe(1);
});
