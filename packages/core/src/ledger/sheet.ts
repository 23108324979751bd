import type { AccountRef, PostingDraft } from '@exchequer/model';
import type { LedgerFacts } from './command.ts';

/**
 * The lines of one entry while a command works them out: what it reads sees what it has written, and
 * an account has one line.
 */
export class EntrySheet {
  readonly #facts: Pick<LedgerFacts, 'balance'>;
  readonly #lines = new Map<string, { key: string; currency: string; amount: bigint }>();

  constructor(facts: Pick<LedgerFacts, 'balance'>) {
    this.#facts = facts;
  }

  balance(account: AccountRef): bigint {
    const line = this.#lines.get(lineKey(account));
    return this.#facts.balance(account) + (line?.amount ?? 0n);
  }

  /** Debit positive, credit negative; zero adds no line. */
  add({ key, currency }: AccountRef, amount: bigint): void {
    if (amount === 0n) return;
    const account = { key, currency };
    const line = this.#lines.get(lineKey(account));
    if (line) line.amount += amount;
    else this.#lines.set(lineKey(account), { ...account, amount });
  }

  lines(): PostingDraft[] {
    return [...this.#lines.values()].filter(({ amount }) => amount !== 0n);
  }
}

const lineKey = ({ key, currency }: AccountRef): string => `${currency} ${key}`;
