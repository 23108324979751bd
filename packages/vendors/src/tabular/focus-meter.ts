import { maxTokensPerEvent, type TokenClass } from '@exchequer/model';
import { readUsd, shown } from './cells.ts';
import { type Fault, fault, isFault } from './importer.ts';
import { objectOf, textAt } from './json-text.ts';
import type { TabularRecord } from './record.ts';

/** Words of a meter that tell its token class; the first that matches holds. */
const meterWords: readonly [RegExp, TokenClass][] = [
  [/cache[\s_-]*(read|hit)|cached|cache[\s_-]*input/i, 'cache_read'],
  [/cache[\s_-]*(write|creation|store).*(1[\s_-]*h)/i, 'cache_write_1h'],
  [/cache[\s_-]*(write|creation|store).*(5[\s_-]*m)/i, 'cache_write_5m'],
  [/cache[\s_-]*(write|creation|store)/i, 'cache_write_unknown'],
  [/output|completion|generated|response|outp/i, 'output'],
  [/input|prompt|inp\b/i, 'uncached_input'],
];

const unitSizes: readonly [RegExp, bigint][] = [
  [/^(1m|million|m)[\s_-]*tokens?$|^mtok$/i, 1_000_000n],
  [/^(1k|thousand|k)[\s_-]*tokens?$|^ktok$/i, 1_000n],
  [/^tokens?$/i, 1n],
];

/**
 * Tokens of a charge by class: none unless ConsumedUnit counts tokens. A charge for tokens whose
 * meter names no class is refused, since a guess would price it wrongly.
 */
export function focusTokens(record: TabularRecord): Partial<Record<TokenClass, number>> | Fault {
  const unit = record.get('ConsumedUnit');
  const size = unitSizes.find(([pattern]) => pattern.test(unit))?.[1];
  if (!size || record.get('ChargeCategory') !== 'Usage') return {};
  const quantity = readUsd(
    record.get('ConsumedQuantity') || record.get('x_ConsumedTokens'),
    'ConsumedQuantity',
  );
  if (isFault(quantity)) return fault(quantity.error, 'ConsumedQuantity must be a plain number of tokens.');
  if (quantity === null) return {};
  const pico = 1_000_000_000_000n;
  const scaled = quantity * size;
  if (scaled < 0n || scaled % pico !== 0n) {
    const text = shown(record.get('ConsumedQuantity'));
    return fault(
      `ConsumedQuantity ${text} is no whole number of tokens`,
      'Export the quantity in tokens, not rounded.',
    );
  }
  const tokens = scaled / pico;
  if (tokens > maxTokensPerEvent) {
    return fault(
      `ConsumedQuantity is ${tokens} tokens, more than one charge can have`,
      'Check ConsumedUnit.',
    );
  }
  const tokenClass = classOf(record);
  if (tokenClass) return { [tokenClass]: Number(tokens) };
  const fix = 'SkuMeter must say Input Tokens, Output Tokens, Cache Read Tokens or Cache Write Tokens.';
  return fault('the row counts tokens but its meter names no token class', fix);
}

function classOf(record: TabularRecord): TokenClass | null {
  const details = objectOf(record.raw('SkuPriceDetails'));
  const said = [
    record.get('SkuMeter'),
    record.get('x_TokenType'),
    textAt(details, 'x_TokenType'),
    record.get('ChargeDescription'),
    record.get('SkuId'),
  ];
  for (const text of said) {
    const found = meterWords.find(([pattern]) => pattern.test(text));
    if (found) return found[1];
  }
  return null;
}

/** Model of the charge; '' when the file names none, which leaves it unpriced. */
export function focusModel(record: TabularRecord): string {
  const details = objectOf(record.raw('SkuPriceDetails'));
  const tags = objectOf(record.raw('Tags'));
  return record.get('x_Model') || textAt(details, 'x_Model', 'x_ModelName', 'Model') || textAt(tags, 'model');
}

/** Vendor names of FOCUS files, as the price book spells them. */
const vendors: readonly [RegExp, string][] = [
  [/amazon|^aws/i, 'aws'],
  [/microsoft|azure/i, 'azure'],
  [/google|gcp/i, 'google'],
  [/openai/i, 'openai'],
  [/anthropic/i, 'anthropic'],
];

/** Provider whose price applies. */
export function focusProvider(record: TabularRecord): string {
  const said = record.get('ServiceProviderName') || record.get('ProviderName') || record.get('PublisherName');
  return vendors.find(([pattern]) => pattern.test(said))?.[1] ?? said.toLowerCase().replaceAll(/\s+/g, '-');
}
