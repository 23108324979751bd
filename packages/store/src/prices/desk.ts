import {
  enterPrice,
  mayChange,
  type PriceAlias,
  type PriceDiscount,
  type PriceEntry,
  type PriceOverride,
  paidShare,
  type RefusedEntry,
  type Rerating,
  type UsedPrice,
} from '@exchequer/core/pricing';
import { formatUsd, parseUsd } from '@exchequer/model';
import type { PriceBook } from './book.ts';

/** One model's re-rating. */
export interface RerateItem {
  workspace: string;
  provider: string;
  model: string;
  requests: string;
  tokens: string;
  cost_list: string;
  suspense: string;
  amended: number | null;
  cost_change: string | null;
}
export interface RerateResult {
  dry_run: boolean;
  items: RerateItem[];
}

export interface PriceDeskOptions {
  book: PriceBook;
  /** Null where there is no journal to re-rate. */
  rerating: Rerating | null;
  now: () => Date;
  newId: () => string;
}

/** A discount as it is entered; `percent` is exact decimal text. */
export interface DiscountEntry {
  provider: string;
  model: string;
  priced_class: PriceDiscount['priced_class'];
  percent: string;
  /** Null: from today, since past invoices were paid without it. */
  validFrom: string | 'always' | null;
  validTo: string | null;
  source: string;
}

const isRefused = (result: object): result is RefusedEntry => 'refused' in result;

/** Takes prices, discounts and aliases of the company, and re-rates usage as amendments. */
export class PriceDesk {
  readonly book: PriceBook;
  readonly #options: PriceDeskOptions;

  constructor(options: PriceDeskOptions) {
    this.book = options.book;
    this.#options = options;
  }

  /** Enters one price; usage that had none is re-rated at once, priced usage only when asked. */
  async set(
    entry: PriceEntry,
    by: string,
  ): Promise<RefusedEntry | { override: PriceOverride; wasUnpriced: boolean; rerated: RerateResult }> {
    const entered = enterPrice(await this.book.facts(), entry, this.#stamp('pov'));
    if (isRefused(entered)) return entered;
    await this.book.ledger.addOverrides([entered.override], by);
    this.book.refresh();
    return { ...entered, rerated: await this.#rerateSuspense() };
  }

  /** Enters many prices, all or those for which the book has none; refused ones are told apart. */
  async enter(
    entries: readonly { row: number; entry: PriceEntry }[],
    { missingOnly, dryRun }: { missingOnly: boolean; dryRun: boolean },
    by: string,
  ): Promise<{
    taken: PriceOverride[];
    skipped: number;
    refused: ({ row: number } & RefusedEntry)[];
    rerated: RerateResult;
  }> {
    const facts = await this.book.facts();
    const taken: PriceOverride[] = [];
    const refused: ({ row: number } & RefusedEntry)[] = [];
    let skipped = 0;
    for (const { row, entry } of entries) {
      const entered = enterPrice(facts, entry, this.#stamp('pov'));
      if (isRefused(entered)) refused.push({ row, ...entered });
      else if (missingOnly && !entered.wasUnpriced) skipped += 1;
      else taken.push(entered.override);
    }
    if (dryRun || taken.length === 0)
      return { taken, skipped, refused, rerated: { dry_run: dryRun, items: [] } };
    await this.book.ledger.addOverrides(taken, by);
    this.book.refresh();
    return { taken, skipped, refused, rerated: await this.#rerateSuspense() };
  }

  async discount(entry: DiscountEntry, by: string): Promise<PriceDiscount> {
    const { percent, validFrom, ...rest } = entry;
    const { id, at } = this.#stamp('pds');
    const { catalogue } = await this.book.facts();
    const discount: PriceDiscount = {
      ...rest,
      provider: catalogue.providerOf(entry.provider, ''),
      id,
      pays: paidShare(percent),
      validFrom: validFrom === 'always' ? null : (validFrom ?? `${at.slice(0, 10)}T00:00:00.000Z`),
      recordedAt: at,
    };
    await this.book.ledger.addDiscount(discount, percent, by);
    this.book.refresh();
    return discount;
  }

  /** Says what a raw name means; refused when the target has no price either. */
  async alias(
    entry: Omit<PriceAlias, 'id' | 'recordedAt'>,
    by: string,
  ): Promise<RefusedEntry | { alias: PriceAlias; rerated: RerateResult }> {
    const [target] = await this.book.resolve([
      { provider: entry.to_provider, model: entry.to_model, service_tier: '', speed: '', region: '' },
    ]);
    if (!target || target.answer.slices.length === 0) {
      return {
        refused: 'no-price',
        detail: `${entry.to_provider}/${entry.to_model} has no price to lend`,
        fix: 'Name a model of `exchequer prices list`, or set a price with `exchequer prices set`.',
      };
    }
    const { id, at: recordedAt } = this.#stamp('pal');
    const alias = { id, ...entry, to_provider: target.provider, to_model: target.model, recordedAt };
    await this.book.ledger.addAlias(alias, by);
    this.book.refresh();
    return { alias, rerated: await this.#rerateSuspense() };
  }

  /** Sets an entry aside; usage keeps the price it was booked at until it is re-rated. */
  async withdraw(id: string): Promise<boolean> {
    const done = await this.book.ledger.withdraw(id, this.#options.now().toISOString());
    if (done) this.book.refresh();
    return done;
  }

  /** Prices booked usage again wherever today's book could answer differently. */
  async rerate(of: { provider: string; model: string }, dryRun: boolean): Promise<RerateResult> {
    const stale = await this.#stale(
      (used) =>
        (of.provider === '' || used.provider === of.provider) && (of.model === '' || used.model === of.model),
    );
    return this.#rebook(stale, dryRun);
  }

  #rerateSuspense(): Promise<RerateResult> {
    return this.#stale((used) => used.price_ids.includes('')).then((stale) => this.#rebook(stale, false));
  }

  async #stale(wanted: (used: UsedPrice) => boolean): Promise<UsedPrice[]> {
    const used = (await this.#options.rerating?.used()) ?? [];
    const questions = used.filter(wanted);
    const resolutions = await this.book.resolve(questions);
    return questions.filter((question, i) => {
      const answer = resolutions[i]?.answer;
      return answer !== undefined && mayChange(question, answer);
    });
  }

  /** The journal rebooks a raw model as a whole, so its tiers and regions are summed up first. */
  async #rebook(stale: readonly UsedPrice[], dryRun: boolean): Promise<RerateResult> {
    const items: RerateItem[] = [];
    for (const item of byRawModel(stale)) {
      const report = dryRun ? null : await this.#options.rerating?.rebook(item);
      items.push({ ...item, amended: report?.amended ?? null, cost_change: report?.costList ?? null });
    }
    return { dry_run: dryRun, items };
  }

  #stamp(kind: 'pov' | 'pds' | 'pal'): { id: string; at: string } {
    return { id: `${kind}_${this.#options.newId()}`, at: this.#options.now().toISOString() };
  }
}

function byRawModel(used: readonly UsedPrice[]): RerateItem[] {
  const sums = new Map<string, RerateItem>();
  for (const { workspace, provider, model, requests, tokens, cost_list, suspense } of used) {
    const key = [workspace, provider, model].join('\u0000');
    const sum = sums.get(key);
    const add = (a: string, b: string) => (BigInt(a) + BigInt(b)).toString();
    const addUsd = (a: string, b: string) => formatUsd(parseUsd(a) + parseUsd(b));
    sums.set(key, {
      workspace,
      provider,
      model,
      requests: add(sum?.requests ?? '0', requests),
      tokens: add(sum?.tokens ?? '0', tokens),
      cost_list: addUsd(sum?.cost_list ?? '0', cost_list),
      suspense: addUsd(sum?.suspense ?? '0', suspense),
      amended: null,
      cost_change: null,
    });
  }
  return [...sums.values()];
}
