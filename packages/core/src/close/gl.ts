import { formatUsd, invariant } from '@exchequer/model';

/** One of our accounts, or a prefix ending in `*`, and the company's own account for it. */
export interface GlMapping {
  pattern: string;
  number: string;
  name: string;
  costCenter: string;
}

/** Finds the mapping of an account: an exact one goes before a prefix, a longer prefix before a shorter. */
export function glMapper(mappings: readonly GlMapping[]): (account: string) => GlMapping | null {
  const exact = new Map(mappings.filter((m) => !m.pattern.endsWith('*')).map((m) => [m.pattern, m]));
  const prefixes = mappings
    .filter((m) => m.pattern.endsWith('*'))
    .map((mapping) => ({ mapping, prefix: mapping.pattern.slice(0, -1) }))
    .sort((a, b) => b.prefix.length - a.prefix.length);
  return (account) =>
    exact.get(account) ?? prefixes.find(({ prefix }) => account.startsWith(prefix))?.mapping ?? null;
}

/** A posting, or the sum of several that the summary does not tell apart. */
export interface GlMovement {
  account: string;
  currency: string;
  provider: string;
  /** Debit positive. */
  amount: bigint;
  /** Entry it belongs to in a detailed journal; empty in a summary. */
  transactionId: string;
  postedOn: string;
  occurredOn: string;
  kind: string;
  memo: string;
  batchId: string;
  /** SHA-256 of the transaction, hex. */
  digest: string;
}

/** A line of the journal export. */
export interface GlLine extends GlMovement {
  number: string;
  name: string;
  purpose: string;
  costCenter: string;
  /** False where the company has no account for it; the line then bears our own name. */
  mapped: boolean;
}

const purposeOf = (account: string): string => /^expense\/([^/]+)\//.exec(account)?.[1] ?? '';
const costCenterOf = (account: string): string =>
  /^(?:expense\/[^/]+|chargeback)\/(.+)$/.exec(account)?.[1] ?? '';

/** A movement under the company's own account. */
export function glLine(movement: GlMovement, mapping: GlMapping | null): GlLine {
  return {
    ...movement,
    number: mapping?.number ?? movement.account,
    name: mapping?.name ?? movement.account,
    purpose: purposeOf(movement.account),
    costCenter: mapping?.costCenter || costCenterOf(movement.account),
    mapped: mapping !== null,
  };
}

/** Account that holds what cents cannot say. */
export const roundingAccount = 'rounding';

const cent = 10_000_000_000n;

/** Nearest whole cent, half to even, as ledgers round. */
export function toCents(amount: bigint): bigint {
  if (amount < 0n) return -toCents(-amount);
  const whole = amount / cent;
  const twice = (amount % cent) * 2n;
  const up = twice > cent || (twice === cent && whole % 2n === 1n);
  return (up ? whole + 1n : whole) * cent;
}

/**
 * Rounds the lines of one entry to cents. Each currency whose lines then no longer sum to zero gets a
 * line on `rounding` with what is missing, so that the entry balances to the cent.
 */
export function roundEntry(lines: readonly GlLine[], roundingMapping: GlMapping | null): GlLine[] {
  const rounded = lines
    .map((line) => ({ ...line, amount: toCents(line.amount) }))
    .filter(({ amount }) => amount !== 0n);
  const first = lines[0];
  if (!first) return [];
  const missing = [...new Set(lines.map(({ currency }) => currency))].map((currency) => ({
    currency,
    amount: -sumOf(rounded.filter((line) => line.currency === currency)),
  }));
  const extra = missing
    .filter(({ amount }) => amount !== 0n)
    .map((gap) =>
      glLine(
        { ...first, ...gap, account: roundingAccount, provider: '', memo: 'Rounding to cents' },
        roundingMapping,
      ),
    );
  return [...rounded, ...extra];
}

const sumOf = (lines: readonly { amount: bigint }[]): bigint =>
  lines.reduce((sum, { amount }) => sum + amount, 0n);

/** Keeps a journal's sums while it streams, and stops on a bug where debits and credits part. */
export function glTotals() {
  const sums = new Map<string, { debit: bigint; credit: bigint }>();
  return {
    add(line: GlLine): void {
      const sum = sums.get(line.currency) ?? { debit: 0n, credit: 0n };
      sums.set(line.currency, {
        debit: sum.debit + (line.amount > 0n ? line.amount : 0n),
        credit: sum.credit - (line.amount < 0n ? line.amount : 0n),
      });
    },
    balanced(): { currency: string; debit: bigint; credit: bigint }[] {
      for (const [currency, { debit, credit }] of sums) {
        invariant(
          debit === credit,
          `the journal in ${currency} has debits ${formatUsd(debit)} and credits ${formatUsd(credit)}`,
        );
      }
      return [...sums].map(([currency, sum]) => ({ currency, ...sum }));
    },
  };
}

/** Columns of the journal file, in order. */
export const glColumns = [
  'journal_date',
  'entry',
  'account',
  'account_name',
  'cost_center',
  'purpose',
  'provider',
  'currency',
  'debit',
  'credit',
  'memo',
  'kind',
  'occurred_on',
  'exchequer_account',
  'mapped',
  'batch',
  'digest',
] as const;
export type GlColumn = (typeof glColumns)[number];

/** A line by column; amounts are exact decimals, empty on the other side. */
export function glRow(line: GlLine): Record<GlColumn, string> {
  const side = (amount: bigint) => (amount > 0n ? formatUsd(amount) : '');
  return {
    journal_date: line.postedOn,
    entry: line.transactionId,
    account: line.number,
    account_name: line.name,
    cost_center: line.costCenter,
    purpose: line.purpose,
    provider: line.provider,
    currency: line.currency,
    debit: side(line.amount),
    credit: side(-line.amount),
    memo: line.memo,
    kind: line.kind,
    occurred_on: line.occurredOn,
    exchequer_account: line.account,
    mapped: line.mapped ? 'yes' : 'no',
    batch: line.batchId,
    digest: line.digest,
  };
}
