import {
  type Company,
  type CompanyTerms,
  companyName,
  termsOf,
  type VendorInvoice,
} from '@exchequer/company';
import { isGrantRefusal } from '@exchequer/core/grant';
import { parseUsd, pico } from '@exchequer/model';
import { issueGrants, putPlan, runGrants } from '@exchequer/store/grant';
import { broken, type SampleParts } from './parts.ts';

/** What people of the company set before anything happens; prices are withdrawn with the company. */
export async function setTerms(parts: SampleParts, company: Company): Promise<void> {
  const terms = termsOf(company);
  await withdrawPrices(parts);
  await setPrices(parts, terms);
  await setWeights(parts, terms);
  await setBudget(parts, terms);
  await setPool(parts, terms);
}

/** Sets aside the prices that a simulated company brought: the price book is of the whole install. */
export async function withdrawPrices({ prices }: Pick<SampleParts, 'prices'>): Promise<void> {
  const { overrides } = await prices.book.ledger.load();
  for (const { id, source } of overrides) if (source === companyName) await prices.withdraw(id);
}

async function setPrices({ prices, actor }: SampleParts, terms: CompanyTerms): Promise<void> {
  const perToken = (dollars: string) => pico(parseUsd(dollars) / 1_000_000n);
  const midnight = (day: string | null) => (day === null ? null : `${day}T00:00:00.000Z`);
  const entries = terms.prices.map(({ provider, model, from, to, input, output }, row) => ({
    row,
    entry: {
      ...{ provider, model, service_tier: '', speed: '', region: '', contextOver: 0, contextUpTo: null },
      ...{ validFrom: midnight(from) ?? 'always', validTo: midnight(to), source: companyName },
      prices: {
        uncached_input: perToken(input),
        cache_read: perToken(input),
        output: perToken(output),
      },
    },
  }));
  const { refused } = await prices.enter(entries, { missingOnly: false, dryRun: false }, actor.name);
  if (refused[0]) throw broken('prices', refused[0].detail);
}

async function setWeights({ outcomes, actor }: SampleParts, terms: CompanyTerms): Promise<void> {
  const rules = await outcomes.rules('sample');
  for (const { kind, minutes, plusMinus, value } of terms.weights) {
    const rule = rules.find((one) => one.kind === kind);
    if (!rule) throw broken('weights', `there is no rule of ${kind}`);
    const weighed = { ...rule, humanMinutes: minutes, humanMinutesPlusMinus: plusMinus };
    const told = { measuredBy: 'a simulated study of before', valueUsd: value };
    await outcomes.setRule('sample', { ...weighed, ...told }, actor.id);
  }
}

async function setBudget({ budgets, actor }: SampleParts, { budget }: CompanyTerms): Promise<void> {
  const { name, limit, from, to } = budget;
  const answer = await budgets.envelopes.put(
    'sample',
    {
      wish: {
        ...{ name, kind: 'company', ref: '', parentId: null, currency: 'USD', limit: parseUsd(limit) },
        ...{ period: 'custom', custom: { startsOn: from, endsOn: to }, enforcement: 'hard' },
        ...{ thresholds: [50, 80, 95], rollover: null, overdraft: 0n, ownerId: null },
      },
      belowSpent: false,
    },
    actor,
  );
  if ('refused' in answer) throw broken('budget', JSON.stringify(answer));
}

async function setPool({ factory, actor }: SampleParts, { pool }: CompanyTerms): Promise<void> {
  const { name, from: validFrom, ...stated } = pool;
  const rest = { gpuHour: '0', boundary: 'server', qualityParity: 'unknown' } as const;
  await factory.costs.set('sample', { pool: name, validFrom, ...stated, ...rest }, actor);
}

/** Plans and the grants issued by them, with every lot that is due; `people` and `pay` stand already. */
export async function giveGrants(
  { grants, actor }: SampleParts,
  company: Company,
  workers: ReadonlyMap<string, string>,
): Promise<void> {
  for (const { plan: name, perMonth, teams, from } of termsOf(company).grants) {
    const plan = await putPlan(
      grants,
      'sample',
      {
        ...{ id: undefined, name, currency: 'USD', jurisdiction: 'US' },
        basis: { kind: 'fixed', amount: perMonth, per: 'month' },
        terms: {
          ...{
            type: 'personal_allotment',
            cadence: 'monthly',
            validPeriods: 2,
            surplus: 'expire',
            transfer: 'none',
          },
          ...{ rollover: { percent: 0, cap: null }, personalUse: false, basisKind: 'fixed' },
          purpose: 'research_and_development',
        },
      },
      actor,
    );
    if (isGrantRefusal(plan)) throw broken('grants', plan.detail);
    const holders = company.people.filter(({ team, joins }) => teams.includes(team.key) && joins === null);
    const wishes = holders.flatMap(({ key }) => {
      const id = workers.get(key);
      return id
        ? [{ planId: plan.id, holder: { kind: 'worker' as const, id }, startsOn: from, endsOn: null }]
        : [];
    });
    const results = await issueGrants(grants, 'sample', wishes, { by: actor, seesPay: true });
    const refused = results.find(isGrantRefusal);
    if (refused) throw broken('grants', refused.detail);
  }
  await runGrants(grants, 'sample');
}

/** Invoices of vendors, against what the books hold for their months; all but the last are paid. */
export async function receiveInvoices(
  { charges, actor }: SampleParts,
  invoices: readonly VendorInvoice[],
): Promise<void> {
  const last = invoices
    .map(({ from }) => from)
    .sort()
    .at(-1);
  for (const { provider, number, from, to, issued, amount } of invoices) {
    const days = { periodFrom: from, periodTo: to, invoicedOn: issued, dueOn: null };
    const what = { provider, number, currency: 'USD', amount: parseUsd(amount), reference: '' };
    const booked = await charges.recordInvoice(
      'sample',
      { ...what, ...days, idempotencyKey: `halyard ${number}` },
      actor,
    );
    if ('refused' in booked) throw broken('invoices', booked.detail);
    if (from === last) continue;
    const payment = { invoiceId: booked.result.invoice_id, amount: null, paidOn: issued, reference: number };
    await charges.payInvoice('sample', { ...payment, idempotencyKey: `halyard pays ${number}` }, actor);
  }
}
