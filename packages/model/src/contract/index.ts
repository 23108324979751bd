import type { ContractRouterClient } from '@orpc/contract';
import { adviceContract } from './advice.ts';
import { alertContract } from './alert.ts';
import { askContract } from './ask.ts';
import { budgetContract } from './budget.ts';
import { chargeContract } from './charge.ts';
import { compensationContract } from './compensation.ts';
import { decisionContract } from './decision.ts';
import { experimentContract } from './experiment.ts';
import { explainContract } from './explain.ts';
import { factoryContract } from './factory.ts';
import { forecastContract } from './forecast.ts';
import { gatewayContract } from './gateway.ts';
import { grantContract } from './grant.ts';
import { keyContract } from './key.ts';
import { ledgerContract } from './ledger.ts';
import { meContract } from './me.ts';
import { metricContract } from './metric.ts';
import { outcomeContract } from './outcome.ts';
import { peopleContract } from './people.ts';
import { policyContract } from './policy.ts';
import { priceContract } from './price.ts';
import { privacyContract } from './privacy.ts';
import { reportContract } from './report.ts';
import { sampleContract } from './sample.ts';
import { auditContract, sessionContract, tokenContract } from './session.ts';
import { settingsContract } from './settings.ts';
import { sourceContract } from './source.ts';
import { termsContract } from './terms.ts';
import { usageContract } from './usage.ts';
import { valueContract } from './value.ts';

export * from './advice.ts';
export * from './alert.ts';
export * from './ask.ts';
export * from './budget.ts';
export * from './budget-view.ts';
export * from './charge.ts';
export * from './charge-invoice.ts';
export * from './charge-money.ts';
export * from './close.ts';
export * from './commit.ts';
export * from './compensation.ts';
export * from './currency-rate.ts';
export * from './decision.ts';
export * from './experiment.ts';
export * from './explain.ts';
export * from './factory.ts';
export * from './forecast.ts';
export * from './gateway.ts';
export * from './grant.ts';
export * from './grant-view.ts';
export * from './ingest.ts';
export * from './key.ts';
export * from './ledger.ts';
export * from './me.ts';
export * from './metric.ts';
export * from './outcome.ts';
export * from './outcome-source.ts';
export * from './own-statement.ts';
export * from './people.ts';
export * from './policy.ts';
export * from './price.ts';
export * from './privacy.ts';
export * from './problem.ts';
export * from './report.ts';
export * from './sample.ts';
export * from './session.ts';
export * from './settings.ts';
export * from './shared.ts';
export * from './source.ts';
export * from './statement.ts';
export * from './terms.ts';
export * from './usage.ts';
export * from './value.ts';

/** The whole API: wire types, validators, OpenAPI document and typed client all come from here. */
export const contract = {
  alert: alertContract,
  advice: adviceContract,
  ask: askContract,
  audit: auditContract,
  budget: budgetContract,
  charge: chargeContract,
  compensation: compensationContract,
  decision: decisionContract,
  experiment: experimentContract,
  explain: explainContract,
  factory: factoryContract,
  forecast: forecastContract,
  gateway: gatewayContract,
  grant: grantContract,
  key: keyContract,
  ledger: ledgerContract,
  me: meContract,
  metric: metricContract,
  outcome: outcomeContract,
  people: peopleContract,
  policy: policyContract,
  price: priceContract,
  privacy: privacyContract,
  report: reportContract,
  sample: sampleContract,
  session: sessionContract,
  settings: settingsContract,
  source: sourceContract,
  terms: termsContract,
  token: tokenContract,
  usage: usageContract,
  value: valueContract,
};
export type Contract = typeof contract;
/** The API as whoever calls it has it, over the wire or within a process. */
export type ContractClient = ContractRouterClient<Contract>;
