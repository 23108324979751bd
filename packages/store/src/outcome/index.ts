/** Where outcomes come from and how they are judged: sources and their secrets, deliveries, rules, rates. */
export { type DeliveryNote, noteDelivery } from './deliveries.ts';
export { createHeldDeliveries, type HeldDeliveries, type HeldDelivery, mostHeldPerSource } from './held.ts';
export {
  type CurrencyRate,
  currencyRates,
  keepCurrencyRates,
  type StandingRate,
  standingRates,
} from './rates.ts';
export { allOutcomeRules, keepOutcomeRule, outcomeRules } from './rules.ts';
export {
  createOutcomeSources,
  type DeliverySource,
  type OutcomeSourceRow,
  type OutcomeSources,
} from './sources.ts';
