import { parseUsd } from '@exchequer/model';
import type { BoardPack, CreditView, PaperFigure } from '@exchequer/model/contract';
import { addDays, daysBetween } from '../envelope/index.ts';
import type { BoardFacts } from './facts.ts';
import { figure, metricFigure, missing, shareOf, sumUsd, usd } from './figure.ts';
import { ledgerOf, pageOver } from './page.ts';

const needsCredits = 'prepaid credits or commitments in the ledger';

const live = (credits: readonly CreditView[]) =>
  credits.filter(({ state, currency }) => state !== 'void' && currency === 'USD');

/** How much of spend was bought ahead, how much of that is used, what will lapse, and what hangs on one vendor. */
export function commitmentFigures(facts: BoardFacts): PaperFigure[] {
  const { range } = facts;
  return [
    coverage(facts),
    utilisation(facts),
    breakage(facts),
    metricFigure(facts, 'vendor_concentration', {
      name: 'Vendor concentration (HHI)',
      to: pageOver('value', range, '&figure=vendor_concentration'),
    }),
  ];
}

function coverage({ credits, invoiced, month }: BoardFacts): PaperFigure {
  const head = {
    key: 'commitment_coverage',
    name: 'Coverage',
    unit: 'share',
    to: ledgerOf(month, 'credits'),
  } as const;
  if (live(credits).length === 0) return missing(head, needsCredits);
  const measured = sumUsd(invoiced.map((one) => one.measured));
  if (measured <= 0n) return missing(head, 'charges of the month');
  const prepaid = sumUsd(invoiced.map((one) => one.prepaid));
  return figure({
    ...head,
    value: shareOf(prepaid, measured),
    note: 'of the month’s charges drawn from credits',
  });
}

function utilisation({ credits, month }: BoardFacts): PaperFigure {
  const head = {
    key: 'commitment_utilisation',
    name: 'Utilisation',
    unit: 'share',
    to: ledgerOf(month, 'credits'),
  } as const;
  const bought = sumUsd(live(credits).map(({ amount }) => amount));
  if (bought <= 0n) return missing(head, needsCredits);
  const drawn = sumUsd(live(credits).map((credit) => credit.drawn));
  return figure({ ...head, value: shareOf(drawn, bought), note: 'of what was bought' });
}

/** What lapses: expired so far, and what the pace of the last month leaves unused at each expiry. */
function breakage({ credits, creditsAsOf, drawn, month }: BoardFacts): PaperFigure {
  const head = {
    key: 'breakage',
    name: 'Breakage expected',
    unit: 'usd',
    to: ledgerOf(month, 'credits'),
  } as const;
  if (live(credits).length === 0) return missing(head, needsCredits);
  const expired = sumUsd(live(credits).map((credit) => credit.expired));
  const providers = [...new Set(live(credits).map(({ provider }) => provider))];
  const lapsing = providers.reduce(
    (sum, provider) => sum + lapsingOf(live(credits), provider, perDay(drawn.get(provider)), creditsAsOf),
    0n,
  );
  const note = expired > 0n ? `beside ${usd(expired)} lapsed before` : 'at the pace of the last month';
  return figure({ ...head, value: usd(lapsing), note });
}

const perDay = (drawn: string | undefined): bigint => (drawn === undefined ? 0n : parseUsd(drawn) / 30n);

/** Credits of a provider are drawn one after the other, the earliest expiry first. */
function lapsingOf(credits: readonly CreditView[], provider: string, pace: bigint, asOf: string): bigint {
  const ordered = open(credits)
    .filter((credit) => credit.provider === provider && credit.expires_on !== null)
    .sort((a, b) => ((a.expires_on ?? '') < (b.expires_on ?? '') ? -1 : 1));
  let used = 0n;
  let lapsed = 0n;
  for (const { balance, expires_on: last } of ordered) {
    const days = Math.max(0, daysBetween(asOf, addDays(last ?? asOf, 1)));
    const room = pace * BigInt(days) - used;
    const held = parseUsd(balance);
    const taken = room <= 0n ? 0n : room < held ? room : held;
    used += taken;
    lapsed += held - taken;
  }
  return lapsed;
}

const open = (credits: readonly CreditView[]) =>
  live(credits).filter(({ balance }) => parseUsd(balance) > 0n);

/** Credits with a balance that expire, the earliest first. */
export const expiriesOf = ({ credits }: BoardFacts): BoardPack['expiries'] =>
  open(credits)
    .flatMap(({ provider, reference, expires_on, balance }) =>
      expires_on === null ? [] : [{ provider, reference, expires_on, balance }],
    )
    .sort((a, b) => (a.expires_on < b.expires_on ? -1 : 1));

/** What was issued, used and lost of grants, their share of pay, and use that is pay. */
export function grantFigures(facts: BoardFacts): PaperFigure[] {
  const { grants, taxable } = facts;
  const needs = grants === null ? 'grants that were issued' : 'withheld' in grants ? grants.withheld : null;
  const told = grants !== null && 'issued' in grants ? grants : null;
  const one = (key: 'issued' | 'used' | 'expired', name: string): PaperFigure => {
    const head = { key: `grants_${key}`, name, unit: 'usd', to: '/grants' } as const;
    return told ? figure({ ...head, value: told[key] }) : missing(head, needs ?? 'grants that were issued');
  };
  const tax = { key: 'taxable_use', name: 'Use flagged as pay', unit: 'usd', to: '/grants' } as const;
  return [
    one('issued', 'Issued'),
    one('used', 'Used'),
    one('expired', 'Expired'),
    metricFigure(facts, 'token_share_of_pay', {
      name: 'Token share of pay',
      to: pageOver('value', facts.range, '&figure=token_share_of_pay'),
    }),
    taxable.sum === null || told === null
      ? missing(tax, taxable.needs ?? needs ?? 'grants that were issued')
      : figure({ ...tax, value: taxable.sum }),
  ];
}
