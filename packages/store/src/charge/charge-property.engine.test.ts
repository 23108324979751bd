import { parseUsd } from '@exchequer/model';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { closeThrough } from '../ledger/index.ts';
import { journalBatches } from './batch.ts';
import { type ChargeBench, event, openBench } from './charge.test-kit.ts';
import { postBatch } from './post.ts';
import { batchSlices } from './slices.ts';

let at: ChargeBench;
const by = { id: 'usr_1', name: 'Ada' };
const all = { from: '2026-09-01', to: '2026-12-01' };

beforeAll(async () => {
  at = await openBench();
});
afterAll(() => at.close());

type Step =
  | { do: 'book'; events: { id: number; day: number; output: number; provider: string; mystery: boolean }[] }
  | { do: 'reprice'; dollars: number }
  | { do: 'move team'; team: string }
  | { do: 'buy'; amount: number; expires: number }
  | { do: 'post'; order: 'forward' | 'backward'; crash: 'before' | 'after' | null }
  | { do: 'tag'; purpose: 'cost_of_revenue' | 'research_and_development' }
  | { do: 'close'; day: number };

const events = fc.array(
  fc.record({
    id: fc.integer({ min: 1, max: 6 }),
    day: fc.integer({ min: 1, max: 28 }),
    output: fc.integer({ min: 1, max: 3_000_001 }),
    provider: fc.constantFrom('p', 'q/2'),
    mystery: fc.boolean(),
  }),
  { minLength: 1, maxLength: 5 },
);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('book' as const), events }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('reprice' as const), dollars: fc.integer({ min: 1, max: 9 }) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('move team' as const), team: fc.constantFrom('', 'eng', 'ops') }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('buy' as const),
      amount: fc.integer({ min: 1, max: 20 }),
      expires: fc.integer({ min: 1, max: 28 }),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('post' as const),
      order: fc.constantFrom('forward' as const, 'backward' as const),
      crash: fc.constantFrom('before' as const, 'after' as const, null),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('tag' as const),
      purpose: fc.constantFrom('cost_of_revenue' as const, 'research_and_development' as const),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('close' as const), day: fc.integer({ min: 1, max: 20 }) }),
  },
);

const two = (day: number) => String(day).padStart(2, '0');

async function take(workspace: string, one: Step): Promise<void> {
  if (one.do === 'book') {
    await at.journal.book(
      workspace,
      one.events.map(({ id, day, output, provider, mystery }) =>
        event(`e${id}`, {
          workspace,
          output,
          provider,
          model: mystery ? 'mystery' : 'round',
          occurred_at: `2026-10-${two(day)}T12:00:00.000Z`,
        }),
      ),
    );
  } else if (one.do === 'reprice') {
    at.price.dollars = BigInt(one.dollars);
    await at.journal.rebook(workspace, 'price', { sql: '1', params: {} });
  } else if (one.do === 'move team') {
    at.team.id = one.team;
    await at.journal.rebook(workspace, 'attribution', { sql: '1', params: {} });
  } else if (one.do === 'buy') {
    const wish = {
      ...{
        provider: 'p',
        currency: 'USD',
        reference: '',
        idempotencyKey: undefined,
        purchasedOn: '2026-11-20',
      },
      amount: BigInt(one.amount) * 10n ** 12n,
      expiresOn: null,
    };
    // Some are bought before the usage and may expire within it, some only after.
    const early = one.expires > 10 ? { purchasedOn: '2026-10-25', expiresOn: '2026-12-31' } : {};
    await at.charges.buyCredits(workspace, { ...wish, ...early }, by);
  } else if (one.do === 'post') await post(workspace, one);
  else if (one.do === 'tag') {
    await at.charges.putPurposeRules(workspace, [rule(one.purpose)], by);
    await at.charges.retag(workspace, undefined, by);
  } else {
    const through = `2026-10-${two(one.day)}`;
    await at.sql.begin((tx) =>
      closeThrough(tx, { workspace, book: 'financial', through, now: at.clock.now }),
    );
  }
}

const rule = (purpose: 'cost_of_revenue' | 'research_and_development') => ({
  id: purpose,
  // What comes from the other provider stays untagged.
  match: {
    ...{ teamIds: [], project: '', repo: '', workflow: '', agent: '', service: '', tool: '' },
    provider: 'p',
    costCenterClaim: '',
  },
  purpose,
  validFrom: null,
  validTo: null,
  note: '',
});

/** Posts in the order in which things were booked, or against it, and may die on the way. */
async function post(
  workspace: string,
  { order, crash }: { order: string; crash: 'before' | 'after' | null },
) {
  at.crash.at = crash;
  if (order === 'forward') await at.charges.catchUp({ retryFailed: true, workspace });
  else {
    const batches = (await journalBatches(at.engine, new Date(0), workspace)).reverse();
    for (const batch of batches) {
      const slices = await batchSlices(at.engine, workspace, [batch], 'UTC');
      await postBatch(at.options, batch, slices.get(batch.batchId) ?? [], 'UTC').catch(() => false);
    }
  }
  at.crash.at = null;
}

async function check(workspace: string): Promise<void> {
  await at.charges.catchUp({ retryFailed: true, workspace });
  const counted = await transactions(workspace);
  expect(await at.charges.catchUp({ retryFailed: true, workspace })).toEqual({ posted: 0, failed: 0 });
  expect(await transactions(workspace)).toBe(counted);
  const proof = await at.charges.reconcileUsage(workspace, all);
  expect(proof.differences).toEqual([]);
  expect(proof.journal).toEqual(proof.charges);
  expect(proof.charges).toEqual(proof.ledger);
  const [funded] = await at.sql<{ sum: string }[]>`
    select coalesce(sum(amount), 0)::text as sum from charge_funding where workspace = ${workspace}`;
  expect(parseUsd(funded?.sum ?? '0')).toBe(parseUsd(proof.journal.amount));
  const { credits } = await at.charges.credits(workspace, null, null);
  for (const credit of credits) {
    const [amount, drawn, balance] = [credit.amount, credit.drawn, credit.balance].map(parseUsd);
    expect(balance).toBe((amount ?? 0n) - (drawn ?? 0n));
    expect((balance ?? -1n) >= 0n && (drawn ?? -1n) >= 0n).toBe(true);
  }
  const unbalanced = await at.sql`
    select t.id from ledger_transaction t join ledger_posting p on p.transaction_id = t.id
    where t.workspace = ${workspace} group by t.id having sum(p.amount) <> 0`;
  expect(unbalanced).toEqual([]);
  const [spent] = await at.sql<{ balance: string }[]>`
    select balance::text from ledger_account where workspace = ${workspace} and key = 'envelope/env_all/2026/spent'`;
  expect(parseUsd(spent?.balance ?? '0')).toBe(parseUsd(proof.journal.amount));
}

const transactions = async (workspace: string): Promise<number> => {
  const [row] = await at.sql<{ n: number }[]>`
    select count(*)::integer as n from ledger_transaction where workspace = ${workspace}`;
  return row?.n ?? 0;
};

test('journal, charges, funding and both books agree, however usage is amended, repeated, reordered and interrupted', async () => {
  let runs = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 8, maxLength: 14 }), async (steps) => {
      const workspace = `run${++runs}`;
      await at.sql`insert into workspace (key, name) values (${workspace}, ${workspace})`;
      at.price.dollars = 3n;
      at.team.id = '';
      for (const one of steps) await take(workspace, one);
      await check(workspace);
    }),
    { numRuns: 6, endOnFailure: true },
  );
}, 180_000);
