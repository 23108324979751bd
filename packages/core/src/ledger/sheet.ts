import type { AccountRef, PostingDraft } from '@exchequer/model';
import type { LedgerFacts } from './command.ts';

/**
 * The lines of one entry while a command works them out: what it reads sees what it has written, and
 * an account has one line.
 */
export class EntrySheet {
  readonly #facts: Pick<LedgerFacts, 'balance'>;
  readonly #currencies = new Map<string, Map<string, Line>>();

  constructor(facts: Pick<LedgerFacts, 'balance'>) {
    this.#facts = facts;
  }

  balance(account: AccountRef): bigint {
    const line = this.#currencies.get(account.currency)?.get(account.key);
    const before = this.#facts.balance(account);
    return line ? before + line.amount : before;
  }

  /** Debit positive, credit negative; zero adds no line. */
  add({ key, currency }: AccountRef, amount: bigint): void {
    if (amount === 0n) return;
    let lines = this.#currencies.get(currency);
    if (!lines) {
      lines = new Map();
      this.#currencies.set(currency, lines);
    }
    const line = lines.get(key);
    if (line) line.amount += amount;
    else lines.set(key, { key, currency, amount });
  }

  lines(): PostingDraft[] {
    const all: PostingDraft[] = [];
    for (const lines of this.#currencies.values()) {
      for (const line of lines.values()) if (line.amount !== 0n) all.push(line);
    }
    return all;
  }
}

interface Line extends AccountRef {
  amount: bigint;
}
