import { formatUsd } from '@exchequer/model';
import { startOfLocalDay } from '../../metric/index.ts';
import { addDays, periodKeyOf, periodOf } from '../period.ts';
import { emptyFocusRow, type FocusRow } from './columns.ts';

/** Whose books the file is of. */
export interface FocusAccount {
  workspace: string;
  companyName: string;
  currency: string;
  timeZone: string;
}

/** What every row says, whatever it charges. */
export interface FocusFrame {
  provider: string;
  /** Company day on which it happened; the charge's period. */
  day: string;
  /** Company day in whose month it is billed. */
  postedOn: string;
  /** Day after the last one that the charge covers; the day after `day` when left out. */
  endDay?: string;
}

const providerNames: Readonly<Record<string, string>> = {
  anthropic: 'Anthropic',
  openai: 'OpenAI',
  google: 'Google',
  vertex: 'Google',
  aws: 'AWS',
  bedrock: 'AWS',
  azure: 'Microsoft',
  mistral: 'Mistral AI',
  cohere: 'Cohere',
  xai: 'xAI',
  openrouter: 'OpenRouter',
};

/** Name of a provider as people write it. */
export const providerName = (provider: string): string =>
  providerNames[provider] ?? (provider || 'Unknown provider');

/** Instant in the only form that FOCUS admits: UTC, whole seconds. */
export const focusTime = (at: Date): string => `${at.toISOString().slice(0, 19)}Z`;

/** Cells that a row has whatever it charges; costs are zero until they are set. */
export function framedRow(account: FocusAccount, frame: FocusFrame): FocusRow {
  const { provider, day, postedOn, endDay = addDays(day, 1) } = frame;
  const startOf = (date: string) => focusTime(startOfLocalDay(date, account.timeZone));
  const billing = periodOf(periodKeyOf(postedOn));
  const name = providerName(provider);
  return {
    ...emptyFocusRow(),
    BilledCost: '0',
    BillingAccountId: `exchequer:${account.workspace}`,
    BillingAccountName: account.companyName || null,
    BillingAccountType: 'Workspace',
    BillingCurrency: account.currency,
    BillingPeriodStart: startOf(billing.from),
    BillingPeriodEnd: startOf(billing.to),
    // A day of a month that was closed when it was learned of: the bill of that month stands.
    ChargeClass: periodKeyOf(day) < billing.key ? 'Correction' : null,
    ChargePeriodStart: startOf(day),
    ChargePeriodEnd: startOf(endDay),
    ContractedCost: '0',
    EffectiveCost: '0',
    InvoiceIssuerName: name,
    ListCost: '0',
    PricingCurrency: account.currency,
    PricingCurrencyEffectiveCost: '0',
    ProviderName: name,
    PublisherName: name,
    ServiceCategory: 'AI and Machine Learning',
    ServiceName: `${name} API`,
    ServiceSubcategory: 'Generative AI',
    x_PostedOn: postedOn,
  };
}

/** Cells of the costs of a row, exact decimals. */
export function costCells(costs: { list: bigint; contracted: bigint; effective: bigint; billed: bigint }) {
  return {
    ListCost: formatUsd(costs.list),
    ContractedCost: formatUsd(costs.contracted),
    EffectiveCost: formatUsd(costs.effective),
    PricingCurrencyEffectiveCost: formatUsd(costs.effective),
    BilledCost: formatUsd(costs.billed),
  };
}

/** Cells of what was priced and at which price per unit. */
export function priceCells(price: { quantity: bigint; unit: string; list: bigint; contracted: bigint }) {
  const [list, contracted] = [formatUsd(price.list), formatUsd(price.contracted)];
  return {
    PricingQuantity: price.quantity.toString(),
    PricingUnit: price.unit,
    ListUnitPrice: list,
    ContractedUnitPrice: contracted,
    PricingCurrencyListUnitPrice: list,
    PricingCurrencyContractedUnitPrice: contracted,
  };
}
