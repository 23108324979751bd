import { chargeRouter } from './charge.ts';
import { ledgerRouter } from './ledger.ts';
import { metricRouter } from './metric.ts';
import { peopleRouter } from './people.ts';
import { priceRouter } from './price.ts';
import { sessionRouter } from './session.ts';
import { settingsRouter } from './settings.ts';
import { sourceHealthRouter } from './source-health.ts';
import { sourceImports } from './source-imports.ts';
import { auditRouter, tokenRouter } from './token.ts';
import { usageRouter } from './usage.ts';

/**
 * The API: each domain implements its part of the contract in its own file and is listed here.
 */
export const router = {
  audit: auditRouter,
  charge: chargeRouter,
  ledger: ledgerRouter,
  metric: metricRouter,
  people: peopleRouter,
  price: priceRouter,
  session: sessionRouter,
  settings: settingsRouter,
  source: { ...sourceHealthRouter, ...sourceImports },
  token: tokenRouter,
  usage: usageRouter,
};
