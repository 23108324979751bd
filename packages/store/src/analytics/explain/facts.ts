import type { CannotTell, Incident } from '@exchequer/core/analysis';
import type { PriceAnswer, PriceQuestion } from '@exchequer/model';
import type { ExplainedCost } from '@exchequer/model/contract';
import type { Sql } from 'postgres';
import type { Kept } from '../../pace/index.ts';
import type { ReadingFacts } from '../query/index.ts';

/** What explaining needs besides the question. */
export interface ExplainFacts extends ReadingFacts {
  /** Price book; answers in the order of the questions. */
  prices(questions: readonly PriceQuestion[]): Promise<readonly PriceAnswer[]>;
  /** Where changes are on record besides the engine. */
  sql: Sql;
  /** Incidents already found in the same series. */
  incidents: Kept<readonly Incident[] | CannotTell>;
}

/** Column of each cost; only these names are ever printed. */
export const costColumn: Readonly<Record<ExplainedCost, string>> = {
  list: 'cost_list',
  contracted: 'cost_contracted',
  marginal: 'cost_marginal',
};

/** Dimensions whose parts are watched for spikes, besides the total. */
export const watchedDimensions = ['workflow', 'model', 'team', 'repo'] as const;
