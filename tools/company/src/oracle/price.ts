import type { CompanyTerms } from '../index.ts';

/**
 * Prices as a person would copy them from the vendor's page, in US dollars per million tokens, so that
 * the oracle shares nothing with the price book that it judges.
 */
const dollars: Record<string, { input: string; write: string; read: string; output: string }> = {
  'claude-opus-4-5-20251101': { input: '5', write: '6.25', read: '0.5', output: '25' },
  'claude-sonnet-4-5-20250929': { input: '3', write: '3.75', read: '0.3', output: '15' },
  'claude-haiku-4-5-20251001': { input: '1', write: '1.25', read: '0.1', output: '5' },
  'gpt-5-codex': { input: '1.25', write: '1.25', read: '0.125', output: '10' },
};

/** A millionth of a millionth of a dollar. */
export type Pico = bigint;

interface Tokens {
  input: number;
  write: number;
  read: number;
  output: number;
}

/** Normalised tokens weigh by the prices of that day. */
const baseDay = '2026-01-01';

/** Pico-dollars of a token of each class. */
interface Price {
  input: Pico;
  write: Pico;
  read: Pico;
  output: Pico;
}

/** What tokens cost on their day: exact, since a price per million tokens is a whole number of pico-dollars each. */
export class Prices {
  readonly #own: CompanyTerms['prices'];
  readonly #known = new Map<string, Price>();

  /** @param own prices of models that no price page lists */
  constructor(own: CompanyTerms['prices'] = []) {
    this.#own = own;
    for (const [model, { input, write, read, output }] of Object.entries(dollars))
      this.#known.set(model, {
        ...{ input: perToken(input), write: perToken(write) },
        ...{ read: perToken(read), output: perToken(output) },
      });
  }

  cost(model: string, day: string, tokens: Tokens): Pico {
    const price = this.#known.get(model) ?? this.#ownOn(model, day);
    return (
      price.input * BigInt(tokens.input) +
      price.write * BigInt(tokens.write) +
      price.read * BigInt(tokens.read) +
      price.output * BigInt(tokens.output)
    );
  }

  /** The same at the prices of the base day. */
  base(model: string, tokens: Tokens): Pico {
    return this.cost(model, baseDay, tokens);
  }

  /** What is written to or read from a cache costs as much as other input where nothing else is agreed. */
  #ownOn(model: string, day: string): Price {
    const found = this.#own.find(
      (one) => one.model === model && (one.from ?? '') <= day && (one.to === null || day < one.to),
    );
    if (!found) throw new Error(`the oracle knows no price of ${model} on ${day}`);
    const input = perToken(found.input);
    return { input, write: input, read: input, output: perToken(found.output) };
  }
}

/** Dollars per million tokens are micro-dollars per token: a million pico-dollars each. */
const perToken = (text: string): Pico => BigInt(Math.round(Number(text) * 1_000)) * 1_000n;

/** Pico-dollars as dollars, all twelve places. */
export function dollarsOf(pico: Pico): string {
  const sign = pico < 0n ? '-' : '';
  const digits = String(pico < 0n ? -pico : pico).padStart(13, '0');
  return `${sign}${digits.slice(0, -12)}.${digits.slice(-12)}`;
}
