import { type CompanyOracle, payUnit } from '../company.ts';
import { fractionText } from '../decimal.ts';
import type { Scope } from '../span.ts';

/** What a figure of a company is, in a scope. Null where it has none. */
export type Expected = string | null;

export const pico = 10n ** 12n;
/** Decimals of ratios. */
const places = 12;

/** A company and a scope, with the few sums that plain definitions are written in. */
export class Asked {
  readonly oracle: CompanyOracle;
  readonly scope: Scope;

  constructor(oracle: CompanyOracle, scope: Scope) {
    this.oracle = oracle;
    this.scope = scope;
  }

  sum(...names: string[]): bigint {
    return names.reduce((sum, name) => sum + this.oracle.sums.sum(name, this.scope), 0n);
  }

  get days(): bigint {
    return BigInt(this.scope.to - this.scope.from);
  }

  get tokens(): bigint {
    return this.sum('input', 'write', 'read', 'output');
  }

  /** Whether anybody tells of any of these in the company at all. */
  told(...names: string[]): boolean {
    return names.some((name) => this.oracle.sums.has(name));
  }

  /** Persons employed on one day of the scope. */
  personsOn(day: number): bigint {
    return this.oracle.sums.sum('person days', { ...this.scope, from: day, to: day + 1 });
  }
}

/** Pay is kept in this part of a pico-dollar. */
export const payParts = payUnit / pico;

export const count = (of: bigint): Expected => String(of);
export const dollars = (of: bigint): Expected => fractionText(of, pico, places);
export const ratio = (of: bigint, over: bigint): Expected => fractionText(of, over, places);
/** Normalised tokens are base cost over three dollars a million: so much of something per million of them. */
export const perMillionNormalised = (of: bigint, baseCost: bigint): Expected =>
  ratio(of * 3n * pico, baseCost);
/** A statistic, as the product prints it. */
export const statistic = (value: number | null, decimals: number): Expected =>
  value === null || !Number.isFinite(value) ? null : String(Number(value.toFixed(decimals)));

export type Definition = (asked: Asked) => Expected;
