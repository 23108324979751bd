import { readRatesCsv } from '@exchequer/vendors/rate';
import { administering, reading } from './base.ts';

/** What other currencies are worth: part of the outcome API, used for revenue and for pay. */
export const currencyRates = {
  list: reading.outcome.rates.list.handler(({ input, context }) =>
    context.services.outcomes.rates(input.workspace),
  ),
  import: administering.outcome.rates.import.handler(async ({ input, context }) => {
    const { workspace, text, dry_run } = input;
    const { outcomes, facts } = context.services;
    const { rates, errors } = readRatesCsv(text);
    const rejected = errors.map(({ row, column, error, fix }) => ({
      ...{ row, fix, error: column ? `${column}: ${error}` : error },
    }));
    if (rejected.length === 0 && !dry_run) {
      await outcomes.setRates(workspace, rates);
      await facts.refresh(workspace, 'pay');
    }
    return { dry_run, taken: rejected.length === 0 ? rates.length : 0, rejected };
  }),
};
