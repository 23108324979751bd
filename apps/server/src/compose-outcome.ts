import type { AttributionAnswer, IdentityQuestion, LinkIntake, OutcomeRule } from '@exchequer/model';
import type { Workspace } from '@exchequer/model/contract';
import type { AnalyticsEngine } from '@exchequer/store/analytics/engine';
import {
  createOutcomeJournal,
  type ListedOutcome,
  listOutcomes,
  type OutcomeFeed,
  type OutcomeJournal,
  type OutcomesAsked,
  outcomeFeeds,
  type Unconverted,
  unconverted,
} from '@exchequer/store/analytics/outcome';
import { openSecrets } from '@exchequer/store/gate';
import {
  allOutcomeRules,
  type CurrencyRate,
  createHeldDeliveries,
  createOutcomeSources,
  currencyRates,
  type HeldDeliveries,
  keepCurrencyRates,
  keepOutcomeRule,
  type OutcomeSources,
  outcomeRules,
  type StandingRate,
  standingRates,
} from '@exchequer/store/outcome';
import type { Sql } from 'postgres';
import { type Deliveries, type Replayed, replayHeld, takeDelivery } from './hooks/index.ts';

/** Outcomes: where they come from, the journal that books them, and what the company says of them. */
export interface Outcomes extends OutcomeJournal, Deliveries {
  sources: OutcomeSources;
  /** Deliveries that could not be taken in. */
  held: HeldDeliveries;
  replay(workspace: Workspace, ids?: readonly string[]): Promise<Replayed>;
  /** What each kind of source has told of. */
  feeds(workspace: Workspace): Promise<OutcomeFeed[]>;
  list(
    asked: Omit<OutcomesAsked, 'timeZone'>,
  ): Promise<{ outcomes: ListedOutcome[]; nextCursor: string | null }>;
  rules(workspace: Workspace): Promise<OutcomeRule[]>;
  /** Keeps a rule and judges every outcome of its kind anew. */
  setRule(workspace: Workspace, rule: OutcomeRule, by: string): Promise<void>;
  /** Keeps currency rates and values anew what they touch. */
  setRates(workspace: Workspace, rates: readonly CurrencyRate[]): Promise<void>;
  /** Rates that hold now, and currencies that have none where one is needed. */
  rates(workspace: Workspace): Promise<{ rates: StandingRate[]; missing: Unconverted[] }>;
}

export interface OutcomeParts {
  sql: Sql;
  engine: AnalyticsEngine;
  /** Folder of the install, where the key of its secrets is. */
  home: string;
  env: Readonly<Record<string, string | undefined>>;
  directory: { answers(workspace: string, questions: IdentityQuestion[]): Promise<AttributionAnswer[]> };
  links: LinkIntake & { booked?(workspace: string): void };
  timeZone: () => string;
  now: () => Date;
  newId: (prefix: string) => string;
  log: (message: string, error?: unknown) => void;
}

/** Opens the outcome journal and what feeds it. */
export function openOutcomes(parts: OutcomeParts): Outcomes {
  const { sql, engine, home, env, directory, links, timeZone, now, newId, log } = parts;
  const journal = createOutcomeJournal({
    engine,
    identities: (workspace, questions) => directory.answers(workspace, questions),
    rules: (workspace) => outcomeRules(sql, workspace),
    rates: (workspace, questions) => currencyRates(sql, workspace, questions),
    booked: (workspace) => links.booked?.(workspace),
  });
  const secrets = openSecrets({ home, given: env.EXCHEQUER_SECRET_KEY });
  const sources = createOutcomeSources({ sql, secrets, now, newId });
  const held = createHeldDeliveries(sql, secrets);
  const delivering = { sql, sources, outcomes: journal, links, held, now, log };
  return {
    ...journal,
    sources,
    held,
    replay: (workspace, ids) => replayHeld(delivering, workspace, ids),
    feeds: (workspace) => outcomeFeeds(engine, workspace),
    deliver: (sourceId, delivery) => takeDelivery(delivering, sourceId, delivery),
    list: (asked) => listOutcomes(engine, { ...asked, timeZone: timeZone() }),
    rules: (workspace) => allOutcomeRules(sql, workspace),
    setRule: async (workspace, rule, by) => {
      await keepOutcomeRule(sql, workspace, rule, { id: by, at: now() });
      await journal.rebook(workspace, 'correction', {
        sql: 'kind = {kind:String}',
        params: { kind: rule.kind },
      });
    },
    rates: async (workspace) => ({
      rates: await standingRates(sql, workspace),
      missing: await unconverted(engine, { workspace }),
    }),
    setRates: async (workspace, rates) => {
      await keepCurrencyRates(sql, workspace, rates);
      const currencies = [...new Set(rates.map(({ currency }) => currency))];
      await journal.rebook(workspace, 'correction', {
        sql: 'has({currencies:Array(String)}, toString(currency))',
        params: { currencies },
      });
    },
  };
}
