import { adviceRouter } from './advice.ts';
import { alertRouter } from './alert.ts';
import { askRouter } from './ask.ts';
import { budgetRouter } from './budget.ts';
import { chargeRouter } from './charge.ts';
import { compensationRouter } from './compensation.ts';
import { decisionRouter } from './decision.ts';
import { experimentRouter } from './experiment.ts';
import { explainRouter } from './explain.ts';
import { factoryRouter } from './factory.ts';
import { figureRouter } from './figure.ts';
import { forecastRouter } from './forecast.ts';
import { gatewayRouter } from './gateway.ts';
import { grantRouter } from './grant.ts';
import { keyRouter } from './key.ts';
import { ledgerRouter } from './ledger.ts';
import { meOwn } from './me.ts';
import { meKeys } from './me-key.ts';
import { meStatement } from './me-statement.ts';
import { metricRouter } from './metric.ts';
import { outcomeRouter } from './outcome.ts';
import { peopleRouter } from './people.ts';
import { policyRouter } from './policy.ts';
import { priceRouter } from './price.ts';
import { privacyRouter } from './privacy.ts';
import { reportRouter } from './report.ts';
import { sampleRouter } from './sample.ts';
import { sessionRouter } from './session.ts';
import { settingsRouter } from './settings.ts';
import { sourceHealthRouter } from './source-health.ts';
import { sourceImports } from './source-imports.ts';
import { termsRouter } from './terms.ts';
import { auditRouter, tokenRouter } from './token.ts';
import { usageRouter } from './usage.ts';
import { valueRouter } from './value.ts';

/**
 * The API: each domain implements its part of the contract in its own file and is listed here.
 */
export const router = {
  advice: adviceRouter,
  alert: alertRouter,
  ask: askRouter,
  audit: auditRouter,
  budget: budgetRouter,
  charge: chargeRouter,
  compensation: compensationRouter,
  decision: decisionRouter,
  experiment: experimentRouter,
  explain: explainRouter,
  factory: factoryRouter,
  forecast: forecastRouter,
  gateway: gatewayRouter,
  grant: grantRouter,
  key: keyRouter,
  ledger: ledgerRouter,
  me: { ...meOwn, ...meKeys, ...meStatement },
  metric: metricRouter,
  outcome: outcomeRouter,
  people: peopleRouter,
  policy: policyRouter,
  price: priceRouter,
  privacy: privacyRouter,
  report: reportRouter,
  sample: sampleRouter,
  session: sessionRouter,
  settings: settingsRouter,
  source: { ...sourceHealthRouter, ...sourceImports },
  terms: termsRouter,
  token: tokenRouter,
  usage: usageRouter,
  value: { ...valueRouter, ...figureRouter },
};
