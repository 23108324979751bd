import { parseUsd } from '@exchequer/model';
import { type FocusColumn, type FocusColumnRule, type FocusRow, focusColumns } from './columns.ts';

const rules: readonly FocusColumnRule[] = focusColumns;
const timePattern = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/;

/** What a row breaks of FOCUS 1.2, one sentence each; empty when it conforms. */
export function focusFaults(row: FocusRow): string[] {
  return [...cellFaults(row), ...periodFaults(row), ...nullFaults(row), ...costFaults(row)];
}

function cellFaults(row: FocusRow): string[] {
  return rules.flatMap(({ name, type, nullable, allowed }) => {
    const value = row[name as FocusColumn];
    if (value === null || value === undefined) return nullable ? [] : [`${name} must not be null`];
    if (value === '') return [`${name} is empty, which is neither null nor a value`];
    if (allowed && !allowed.includes(value)) return [`${name} must not be ${value}`];
    return typeFault(name, type, value);
  });
}

function typeFault(name: string, type: FocusColumnRule['type'], value: string): string[] {
  if (type === 'decimal' && !/^-?\d+(\.\d+)?$/.test(value)) return [`${name} is no decimal: ${value}`];
  if (type === 'datetime' && !timePattern.test(value)) return [`${name} is no UTC time: ${value}`];
  if (type === 'json' && !isFlatObject(value)) return [`${name} is no object of plain values: ${value}`];
  if (name.endsWith('Currency') && !/^[A-Z]{3}$/.test(value)) return [`${name} is no currency: ${value}`];
  return [];
}

function isFlatObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
    return Object.values(value).every((one) => typeof one !== 'object');
  } catch {
    return false;
  }
}

function periodFaults(row: FocusRow): string[] {
  const faults: string[] = [];
  const [start, end] = [row.ChargePeriodStart ?? '', row.ChargePeriodEnd ?? ''];
  const [from, to] = [row.BillingPeriodStart ?? '', row.BillingPeriodEnd ?? ''];
  if (start >= end) faults.push('ChargePeriodEnd must be after ChargePeriodStart');
  if (from >= to) faults.push('BillingPeriodEnd must be after BillingPeriodStart');
  const earlier = start < from;
  if (row.ChargeCategory === 'Usage' && earlier !== (row.ChargeClass === 'Correction')) {
    faults.push('ChargeClass is Correction exactly where an earlier bill is corrected');
  }
  return faults;
}

const together: readonly (readonly [FocusColumn, FocusColumn])[] = [
  ['RegionId', 'RegionName'],
  ['SubAccountId', 'SubAccountName'],
  ['SubAccountId', 'SubAccountType'],
  ['ResourceId', 'ResourceName'],
  ['ConsumedQuantity', 'ConsumedUnit'],
  ['PricingQuantity', 'PricingUnit'],
];

/** Columns that a charge with a price per unit must fill. */
const priced: readonly FocusColumn[] = [
  'PricingQuantity',
  'PricingUnit',
  'PricingCategory',
  'ListUnitPrice',
  'ContractedUnitPrice',
  'SkuId',
  'SkuPriceId',
];

function nullFaults(row: FocusRow): string[] {
  const faults = together
    .filter(([one, other]) => (row[one] === null) !== (row[other] === null))
    .map(([one, other]) => `${one} and ${other} must both be null or neither`);
  const perUnit = ['Usage', 'Purchase'].includes(row.ChargeCategory ?? '') && row.ChargeClass === null;
  if (perUnit) {
    faults.push(...priced.filter((name) => row[name] === null).map((name) => `${name} must not be null`));
  }
  if (row.ChargeCategory === 'Usage' && row.ChargeClass === null && row.ConsumedQuantity === null) {
    faults.push('ConsumedQuantity must not be null on usage');
  }
  if (row.ChargeCategory !== 'Usage' && row.ConsumedQuantity !== null) {
    faults.push('ConsumedQuantity must be null on what is no usage');
  }
  if (row.ChargeClass === null && (row.ConsumedQuantity ?? '').startsWith('-')) {
    faults.push('ConsumedQuantity must not be negative');
  }
  for (const name of ['ListUnitPrice', 'ContractedUnitPrice'] as const) {
    if ((row[name] ?? '').startsWith('-')) faults.push(`${name} must not be negative`);
  }
  return faults;
}

function costFaults(row: FocusRow): string[] {
  const faults: string[] = [];
  const { PricingQuantity: quantity } = row;
  const pairs = [
    ['ListUnitPrice', 'ListCost'],
    ['ContractedUnitPrice', 'ContractedCost'],
  ] as const;
  for (const [unit, cost] of pairs) {
    const price = row[unit];
    if (price === null || quantity === null || row.ChargeClass !== null) continue;
    if (BigInt(quantity) * parseUsd(price) !== parseUsd(row[cost] ?? '0')) {
      faults.push(`${cost} must be ${unit} × PricingQuantity`);
    }
  }
  if (row.ChargeCategory === 'Purchase' && row.EffectiveCost !== '0') {
    faults.push('EffectiveCost of a purchase for later use must be 0');
  }
  if (row.EffectiveCost !== row.PricingCurrencyEffectiveCost && row.PricingCurrency === row.BillingCurrency) {
    faults.push('PricingCurrencyEffectiveCost must be EffectiveCost in the same currency');
  }
  return faults;
}
