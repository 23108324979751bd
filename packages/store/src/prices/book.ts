import {
  type ListPrice,
  type PriceBookFacts,
  type PriceCatalogue,
  PriceResolver,
  type PriceRow,
  type Resolution,
} from '@exchequer/core/pricing';
import type { PriceAnswer, PriceQuestion } from '@exchequer/model';
import type { Sql } from 'postgres';
import { type HeldPrices, memoryLedger, type PriceLedger } from './ledger.ts';
import { postgresLedger } from './postgres.ts';

export interface PriceBookOptions {
  /** Where the book is kept; null for a book that lasts as long as the process. */
  sql: Sql | null;
  /** Loading the catalogue takes a moment, so it may still be under way. */
  catalogue: PriceCatalogue | Promise<PriceCatalogue>;
  now: () => Date;
}

/** A price row with the list row that a company price replaces. */
export interface ShownPrice {
  row: PriceRow;
  list: PriceRow | null;
}

/** The dated price book: answers what a request costs, and keeps every row that an answer names. */
export interface PriceBook {
  /** Answers in the order of the questions; the rows they name are durable when it resolves. */
  answers(questions: readonly PriceQuestion[]): Promise<PriceAnswer[]>;
  /** Resolutions with rows and names, for commands and listings; keeps nothing. */
  resolve(questions: readonly PriceQuestion[]): Promise<Resolution[]>;
  /** The row that a priced usage row names. */
  row(id: string): Promise<ShownPrice | null>;
  /** The company's entries and the catalogue, as the next answer will see them. */
  facts(): Promise<PriceBookFacts>;
  readonly ledger: PriceLedger;
  /** To be called after the ledger was written to: the next answer reads it again. */
  refresh(): void;
}

/** Opens the price book. Nothing is read before the first question. */
export function createPriceBook({ sql, catalogue, now }: PriceBookOptions): PriceBook {
  const ledger = sql ? postgresLedger(sql) : memoryLedger();
  return new LedgeredBook(ledger, Promise.resolve(catalogue), now);
}

const questionKey = (q: PriceQuestion): string =>
  [q.provider, q.model, q.service_tier, q.speed, q.region].join('\u0000');

/** A model name costs nothing to invent, so what is remembered of names is bounded. */
const rememberedQuestions = 5_000;

/** Facts of one moment, with what was already resolved from them. */
interface OpenBook {
  day: string;
  resolver: PriceResolver;
  known: Map<string, Resolution>;
}

class LedgeredBook implements PriceBook {
  readonly ledger: PriceLedger;
  readonly #catalogue: Promise<PriceCatalogue>;
  readonly #now: () => Date;
  /** Ids of rows that are durable, with the end they were kept with. */
  readonly #kept = new Map<string, string | null>();
  #held: Promise<HeldPrices> | null = null;
  #open: OpenBook | null = null;
  #generation = 0;

  constructor(ledger: PriceLedger, catalogue: Promise<PriceCatalogue>, now: () => Date) {
    this.ledger = ledger;
    this.#catalogue = catalogue;
    this.#now = now;
    // The first question reports a failure; until then nobody listens.
    catalogue.catch(() => undefined);
  }

  async answers(questions: readonly PriceQuestion[]): Promise<PriceAnswer[]> {
    const resolutions = await this.resolve(questions);
    await this.#keep(resolutions.flatMap((r) => r.rows));
    return resolutions.map((r) => r.answer);
  }

  async resolve(questions: readonly PriceQuestion[]): Promise<Resolution[]> {
    const { resolver, known } = await this.#opened();
    if (known.size > rememberedQuestions) known.clear();
    return questions.map((question) => {
      const key = questionKey(question);
      const resolution = known.get(key) ?? resolver.resolve(question);
      known.set(key, resolution);
      return resolution;
    });
  }

  async row(id: string): Promise<ShownPrice | null> {
    const row = await this.ledger.row(id);
    if (!row) return null;
    return { row, list: row.listRowId === null ? null : await this.ledger.row(row.listRowId) };
  }

  async facts(): Promise<PriceBookFacts> {
    const [held, catalogue] = await Promise.all([this.#load(), this.#catalogue]);
    const none: readonly ListPrice[] = [];
    return {
      catalogue,
      held: (provider, model) => held.standard.get(`${provider}/${model}`) ?? none,
      overrides: held.overrides,
      discounts: held.discounts,
      aliases: held.aliases,
      nowMs: this.#now().getTime(),
    };
  }

  refresh(): void {
    this.#generation += 1;
    this.#held = null;
    this.#open = null;
  }

  /** A failed read is not remembered: the next question tries again. */
  #load(): Promise<HeldPrices> {
    this.#held ??= this.ledger.load().catch((cause: unknown) => {
      this.#held = null;
      throw cause;
    });
    return this.#held;
  }

  /** Ceilings follow the prices of the day, so a book that stays open is opened anew each day. */
  async #opened(): Promise<OpenBook> {
    const day = this.#now().toISOString().slice(0, 10);
    if (this.#open?.day === day) return this.#open;
    const generation = this.#generation;
    const open: OpenBook = { day, resolver: new PriceResolver(await this.facts()), known: new Map() };
    // What was written to while we read is not remembered.
    if (generation === this.#generation) this.#open = open;
    return open;
  }

  async #keep(rows: readonly PriceRow[]): Promise<void> {
    const fresh = new Map(rows.filter((r) => this.#kept.get(r.id) !== r.validTo).map((r) => [r.id, r]));
    if (fresh.size === 0) return;
    await this.ledger.keep([...fresh.values()], this.#now().toISOString());
    for (const row of fresh.values()) this.#kept.set(row.id, row.validTo);
  }
}
