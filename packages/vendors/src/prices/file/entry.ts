import { fromFirstToken, type PriceEntry, standard } from '@exchequer/core/pricing';
import { type PicoUsd, type PricedClass, parseUsd, pico, pricedClasses } from '@exchequer/model';

/** Fields of an entry in CSV and YAML; prices are USD per million under the name of their class. */
export const entryFields: readonly string[] = [
  'provider',
  'model',
  'service_tier',
  'speed',
  'region',
  'context_over',
  'context_up_to',
  'valid_from',
  'valid_to',
  'source',
  ...pricedClasses,
];

/** Shorter names that people write for the classes. */
const synonyms: Record<string, string> = {
  input: 'uncached_input',
  cache_write: 'cache_write_5m',
  tier: 'service_tier',
  from: 'valid_from',
  to: 'valid_to',
  web_search: 'web_searches',
};

export const fieldName = (written: string): string => {
  const name = written.trim().toLowerCase().replaceAll(/[ -]/g, '_');
  return synonyms[name] ?? name;
};

/** What is wrong with a row, with the fix. */
export class EntryFault extends Error {
  readonly fix: string;
  constructor(message: string, fix: string) {
    super(message);
    this.name = 'EntryFault';
    this.fix = fix;
  }
}

/**
 * Builds an entry from text fields under their canonical names.
 * @throws EntryFault naming the field that cannot be read
 */
export function entryFrom(fields: Readonly<Record<string, string>>, source: string): PriceEntry {
  const field = (name: string): string => fields[name]?.trim() ?? '';
  if (field('model') === '') throw new EntryFault('no model is named', 'Fill the column "model".');
  const prices: Partial<Record<PricedClass, PicoUsd>> = {};
  for (const name of pricedClasses) if (field(name) !== '') prices[name] = perToken(name, field(name));
  return {
    provider: field('provider'),
    model: field('model'),
    service_tier: field('service_tier') || standard.service_tier,
    speed: field('speed') || standard.speed,
    region: field('region'),
    contextOver:
      field('context_over') === '' ? fromFirstToken : tokens('context_over', field('context_over')),
    contextUpTo: field('context_up_to') === '' ? null : tokens('context_up_to', field('context_up_to')),
    validFrom: field('valid_from') === 'always' ? 'always' : day('valid_from', field('valid_from')),
    validTo: day('valid_to', field('valid_to')),
    prices,
    source: field('source') || source,
  };
}

/** USD per million, exact: at most six decimals, since a pico-dollar per token is the finest price. */
function perToken(name: string, text: string): PicoUsd {
  const plain = text.replace(/^\$/, '');
  if (!/^\d{1,12}(\.\d{1,6})?$/.test(plain)) {
    throw new EntryFault(
      `${name}: "${text}" is no price`,
      'Write USD per million tokens, such as 3 or 0.25.',
    );
  }
  return pico(parseUsd(plain) / 1_000_000n);
}

function tokens(name: string, text: string): number {
  if (!/^-?\d{1,12}$/.test(text))
    throw new EntryFault(`${name}: "${text}" is no token count`, 'Write a whole number, such as 200000.');
  return Number(text);
}

function day(name: string, text: string): string | null {
  if (text === '') return null;
  const at = /^\d{4}-\d{2}-\d{2}(T[\d:.]+Z)?$/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(at))
    throw new EntryFault(`${name}: "${text}" is no date`, 'Write a date such as 2026-07-01 (UTC).');
  return new Date(at).toISOString();
}
