import { metricRouter } from './metric.ts';
import { priceRouter } from './price.ts';
import { sessionRouter } from './session.ts';
import { settingsRouter } from './settings.ts';
import { auditRouter, tokenRouter } from './token.ts';
import { usageRouter } from './usage.ts';

/**
 * The API: each domain implements its part of the contract in its own file and is listed here.
 */
export const router = {
  audit: auditRouter,
  metric: metricRouter,
  price: priceRouter,
  session: sessionRouter,
  settings: settingsRouter,
  token: tokenRouter,
  usage: usageRouter,
};
