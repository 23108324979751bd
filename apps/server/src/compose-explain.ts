import type { PriceAnswer, PriceQuestion } from '@exchequer/model';
import type { AnalyticsEngine } from '@exchequer/store/analytics/engine';
import type { ExplainFacts } from '@exchequer/store/analytics/explain';
import { Kept } from '@exchequer/store/pace';
import type { Directory } from '@exchequer/store/people';
import { postgresPersons } from '@exchequer/store/privacy';
import type { Sql } from 'postgres';
import { teamLabels } from './report-ports.ts';

/** What explaining spend reads, for one caller. */
export interface Explaining {
  facts(workspace: string, asker: string): ExplainFacts;
}

export interface ExplainParts {
  sql: Sql;
  engine: AnalyticsEngine;
  timeZone: () => string;
  now: () => Date;
  directory: Directory;
  prices: (questions: readonly PriceQuestion[]) => Promise<readonly PriceAnswer[]>;
}

/** Ranges whose incidents are kept. */
const mostKept = 40;

/** Opens explaining: the same guard and names as every other reading. */
export function openExplain({ sql, engine, timeZone, now, directory, prices }: ExplainParts): Explaining {
  const people = postgresPersons(sql, now);
  const labels = teamLabels(directory);
  const incidents: ExplainFacts['incidents'] = new Kept(mostKept);
  return {
    facts: (workspace, asker) => ({
      ...{ sql, engine, workspace, labels, directory, prices, incidents },
      companyTimeZone: timeZone(),
      now: now(),
      people: people(asker),
    }),
  };
}
