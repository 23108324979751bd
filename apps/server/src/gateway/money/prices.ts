import type { PriceAnswer, PriceQuestion } from '@exchequer/model';
import type { PriceBook } from '@exchequer/store/prices';

/** What names a price besides the day: as in the journal, so that what is held is what is booked. */
const nameOf = ({ provider, model, service_tier, speed, region }: PriceQuestion) =>
  `${provider}\n${model}\n${service_tier}\n${speed}\n${region}`;

/** A model name costs nothing to invent. */
const remembered = 5_000;

/** Prices in memory: known ones at once, others after one question to the book. */
export class GatePrices {
  readonly #book: PriceBook;
  readonly #known = new Map<string, PriceAnswer>();
  readonly #asked = new Map<string, Promise<PriceAnswer>>();
  #generation = 0;

  constructor(book: PriceBook) {
    this.#book = book;
  }

  known(question: PriceQuestion): PriceAnswer | null {
    return this.#known.get(nameOf(question)) ?? null;
  }

  /** Asks the book; calls that ask for the same meanwhile wait for the same answer. */
  ask(question: PriceQuestion): Promise<PriceAnswer> {
    const name = nameOf(question);
    const running = this.#asked.get(name);
    if (running) return running;
    const asked = this.#load(name, question).finally(() => this.#asked.delete(name));
    this.#asked.set(name, asked);
    return asked;
  }

  /** Names of the models that a provider sells today, as the catalogue and the company's entries have them. */
  async modelsOf(provider: string): Promise<string[]> {
    const { catalogue, overrides } = await this.#book.facts();
    const name = catalogue.providerOf(provider, '');
    const listed = catalogue
      .models(name)
      .filter(({ deprecated, prices }) => !deprecated && prices.length > 0);
    const own = overrides.filter((entry) => entry.provider === name);
    return [...new Set([...listed, ...own].map(({ model }) => model))];
  }

  /**
   * Reads the book anew, for entries of the company and the ceilings of another day. Known prices stay
   * in use meanwhile, so that no call waits for it.
   */
  async renew(): Promise<void> {
    this.#generation += 1;
    const generation = this.#generation;
    const questions = [...this.#known.values()].map(({ question }) => question);
    this.#book.refresh();
    const resolutions = await this.#book.resolve(questions);
    if (generation !== this.#generation) return;
    for (const { answer } of resolutions) this.#known.set(nameOf(answer.question), answer);
  }

  async #load(name: string, question: PriceQuestion): Promise<PriceAnswer> {
    const generation = this.#generation;
    const [resolution] = await this.#book.resolve([question]);
    if (!resolution) throw new Error(`the price book left out ${question.model}`);
    if (this.#known.size >= remembered) this.#known.clear();
    if (generation === this.#generation) this.#known.set(name, resolution.answer);
    return resolution.answer;
  }
}
