import { formatUsd, type PricedClass, pricedClasses, type UnitPrices } from '@exchequer/model';
import type { FocusRow } from './columns.ts';
import { costCells, type FocusAccount, type FocusFrame, framedRow, priceCells } from './frame.ts';

/** Charges of one day that agree in everything that a row names, under one price. */
export interface FocusUsage extends FocusFrame {
  model: string;
  serviceTier: string;
  speed: string;
  region: string;
  billingMode: string;
  tool: string;
  teamId: string;
  teamName: string;
  project: string;
  workflow: string;
  agent: string;
  purpose: string;
  costCenter: string;
  /** Empty: there is no price; `stated`: the source said what it cost. */
  priceId: string;
  /** The price row; null where the cost does not come from one. */
  price: { list: UnitPrices; contracted: UnitPrices; contextOver: number } | null;
  /** What was counted per class; audio and image tokens are parts of input and output. */
  counts: Readonly<Record<PricedClass, bigint>>;
  requests: bigint;
  costList: bigint;
  /** On the company's terms. */
  costContracted: bigint;
  /** What the ledger charges: `costContracted`, or nothing inside a seat. */
  charged: bigint;
  suspense: bigint;
}

/** How a class is called on a bill. */
export const meterNames: Readonly<Record<PricedClass, string>> = {
  uncached_input: 'Input Tokens',
  cache_read: 'Cache Read Tokens',
  cache_write_5m: 'Cache Write Tokens (5 minutes)',
  cache_write_30m: 'Cache Write Tokens (30 minutes)',
  cache_write_1h: 'Cache Write Tokens (1 hour)',
  cache_write_12h: 'Cache Write Tokens (12 hours)',
  cache_write_unknown: 'Cache Write Tokens',
  output: 'Output Tokens',
  audio_input: 'Audio Input Tokens',
  audio_output: 'Audio Output Tokens',
  image_input: 'Image Input Tokens',
  image_output: 'Image Output Tokens',
  web_searches: 'Web Searches',
};

/** Media tokens have prices of their own, so they are taken out of the class that they are part of. */
function billedCount(name: PricedClass, counts: FocusUsage['counts']): bigint {
  if (name === 'uncached_input') return counts[name] - counts.audio_input - counts.image_input;
  if (name === 'output') return counts[name] - counts.audio_output - counts.image_output;
  return counts[name];
}

interface ClassCost {
  name: PricedClass;
  quantity: bigint;
  list: bigint;
  contracted: bigint;
}

function classCosts({ counts, price }: FocusUsage): ClassCost[] {
  if (!price) return [];
  return pricedClasses
    .map((name) => ({
      name,
      quantity: billedCount(name, counts),
      list: price.list[name],
      contracted: price.contracted[name],
    }))
    .filter(({ quantity }) => quantity !== 0n);
}

const total = (classes: readonly ClassCost[], book: 'list' | 'contracted'): bigint =>
  classes.reduce((sum, one) => sum + one.quantity * one[book], 0n);

/**
 * One row per token class, and one for what the classes do not explain: the cost that a source
 * states, fees per request, and usage without a price, whose cost stands in suspense. The sum of
 * `EffectiveCost` is exactly what the ledger charges.
 */
export function usageRows(account: FocusAccount, usage: FocusUsage): FocusRow[] {
  const classes = classCosts(usage);
  const inSeat = usage.charged === 0n && usage.costContracted !== 0n;
  const rows = classes.map((one) => classRow(account, usage, one, inSeat));
  const rest = {
    list: usage.costList - total(classes, 'list'),
    contracted: usage.costContracted - total(classes, 'contracted'),
    effective: inSeat ? 0n : usage.charged - total(classes, 'contracted'),
  };
  const unexplained = rest.list !== 0n || rest.contracted !== 0n || rest.effective !== 0n;
  const untold = rows.length === 0 && (tokensOf(usage) !== 0n || usage.suspense !== 0n);
  if (unexplained || untold) rows.push(restRow(account, usage, rest));
  const [first] = rows;
  if (first) first.x_Requests = usage.requests.toString();
  return rows;
}

const tokensOf = ({ counts }: FocusUsage): bigint =>
  pricedClasses
    .filter((name) => name !== 'web_searches' && !/^(audio|image)_/.test(name))
    .reduce((sum, name) => sum + counts[name], 0n);

function classRow(account: FocusAccount, usage: FocusUsage, one: ClassCost, inSeat: boolean): FocusRow {
  const unit = one.name === 'web_searches' ? 'Searches' : 'Tokens';
  const contracted = one.quantity * one.contracted;
  const effective = inSeat ? 0n : contracted;
  const row = {
    ...describedRow(account, usage),
    ...costCells({ list: one.quantity * one.list, contracted, effective, billed: effective }),
    ChargeDescription: `${meterNames[one.name]} of ${usage.model}`,
    SkuMeter: meterNames[one.name],
    x_TokenType: one.name,
    ...(unit === 'Tokens' && { x_ConsumedTokens: one.quantity.toString() }),
  };
  // Corrections within an open bill may take more back than they add; such a row counts nothing.
  if (one.quantity < 0n && row.ChargeClass === null) return adjustment(row);
  return {
    ...row,
    ...priceCells({ ...one, unit }),
    ConsumedQuantity: one.quantity.toString(),
    ConsumedUnit: unit,
    SkuId: [usage.provider, usage.model, one.name].join('/'),
    SkuPriceId: [skuPrice(usage), one.name].join('/'),
  };
}

/** Properties that tell price list entries of a model apart, without amounts or dates. */
function skuPrice({ provider, model, serviceTier, speed, region, price }: FocusUsage): string {
  const context = price && price.contextOver > 0 ? `over-${price.contextOver}` : '';
  const variant = [serviceTier || 'standard', speed === 'standard' ? '' : speed, region, context];
  return [provider, model, variant.filter(Boolean).join('+')].join('/');
}

function restRow(
  account: FocusAccount,
  usage: FocusUsage,
  rest: { list: bigint; contracted: bigint; effective: bigint },
): FocusRow {
  const unpriced = usage.priceId === '';
  const stated = usage.priceId === 'stated';
  const meter = unpriced ? 'Usage without a price' : stated ? 'Stated Cost' : 'Request Fees';
  const row = {
    ...describedRow(account, usage),
    ...costCells({ ...rest, billed: rest.effective }),
    ChargeDescription: `${meter} of ${usage.model}`,
    SkuMeter: meter,
    ...(usage.price === null && { x_ConsumedTokens: tokensOf(usage).toString() }),
    ...(unpriced && { x_Unpriced: 'true', x_SuspenseCost: formatUsd(usage.suspense) }),
  };
  const priceable = stated && rest.contracted >= 0n && rest.list >= 0n;
  if (!priceable && row.ChargeClass === null) return adjustment(row);
  if (!priceable) return row;
  return {
    ...row,
    ...priceCells({ quantity: 1n, unit: 'Charges', list: rest.list, contracted: rest.contracted }),
    ConsumedQuantity: '1',
    ConsumedUnit: 'Charges',
    SkuId: [usage.provider, usage.model, 'stated'].join('/'),
    SkuPriceId: [usage.provider, usage.model, 'stated'].join('/'),
  };
}

/** A row that charges and counts nothing that has a price per unit. */
const adjustment = (row: FocusRow): FocusRow => ({
  ...row,
  ChargeCategory: 'Adjustment',
  ChargeFrequency: 'One-Time',
  PricingCategory: null,
});

function describedRow(account: FocusAccount, usage: FocusUsage): FocusRow {
  const { model, serviceTier, speed, region, teamId, project, purpose, costCenter, priceId } = usage;
  const priced = usage.price !== null || priceId === 'stated';
  return {
    ...framedRow(account, usage),
    ChargeCategory: 'Usage',
    ChargeFrequency: 'Usage-Based',
    PricingCategory: 'Standard',
    RegionId: region || null,
    RegionName: region || null,
    SkuPriceDetails: priced
      ? jsonOf({ x_Model: model, x_ServiceTier: serviceTier, x_Speed: speed, x_Region: region })
      : null,
    SubAccountId: teamId || null,
    SubAccountName: teamId ? usage.teamName || teamId : null,
    SubAccountType: teamId ? 'Team' : null,
    Tags: jsonOf({
      team: usage.teamName,
      project,
      workflow: usage.workflow,
      agent: usage.agent,
      purpose,
      cost_center: costCenter,
    }),
    x_BillingMode: usage.billingMode || null,
    x_CostCenter: costCenter || null,
    x_Model: model || null,
    x_PriceId: priceId || null,
    x_Project: project || null,
    x_Purpose: purpose || null,
    x_ServiceTier: serviceTier || null,
    x_Tool: usage.tool || null,
  };
}

const jsonOf = (pairs: Record<string, string>): string =>
  JSON.stringify(Object.fromEntries(Object.entries(pairs).filter(([, value]) => value !== '')));
