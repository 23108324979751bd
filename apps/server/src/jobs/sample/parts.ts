import type { UsageIntake } from '@exchequer/model';
import type { AuditActor } from '@exchequer/store/access';
import type { AnalyticsEngine } from '@exchequer/store/analytics/engine';
import type { Links } from '@exchequer/store/analytics/link';
import type { Charges } from '@exchequer/store/charge';
import type { DecisionDesk } from '@exchequer/store/decision';
import type { Budgets } from '@exchequer/store/envelope';
import type { FigureDesk } from '@exchequer/store/figure';
import type { GrantOptions } from '@exchequer/store/grant';
import type { People } from '@exchequer/store/people';
import type { PriceDesk } from '@exchequer/store/prices';
import type { Sql } from 'postgres';
import type { FactService } from '../../compose-fact.ts';
import type { Factory } from '../../compose-factory.ts';
import type { Outcomes } from '../../compose-outcome.ts';
import type { ImportService } from '../import/index.ts';

/** What loading a company works with: the same services that real sources come through. */
export interface SampleParts {
  sql: Sql;
  engine: AnalyticsEngine;
  imports: ImportService;
  intake: UsageIntake;
  people: People;
  /** Where the company's vendors deliver to. */
  outcomes: Pick<Outcomes, 'book' | 'sources' | 'setRule' | 'rules'>;
  links: Pick<Links, 'keep' | 'resolve'>;
  prices: Pick<PriceDesk, 'enter' | 'withdraw' | 'book'>;
  budgets: Pick<Budgets, 'envelopes'>;
  charges: Pick<Charges, 'catchUp' | 'recordInvoice' | 'payInvoice'>;
  decisions: Pick<DecisionDesk, 'import'>;
  figures: FigureDesk;
  facts: Pick<FactService, 'refresh'>;
  factory: Pick<Factory, 'targets' | 'costs' | 'recount'>;
  /** What pay and grants are kept with. */
  grants: GrantOptions;
  now: () => Date;
  /** A folder for files on their way; removed with everything in it. */
  scratch: string;
  actor: AuditActor;
}

/** What is said when a part of the company is not taken in: a fault of ours. */
export const broken = (what: string, why: string): Error =>
  new Error(`the simulated company’s ${what} could not be loaded: ${why}`);
