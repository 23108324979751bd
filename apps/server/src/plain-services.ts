import type { UsageIntake } from '@exchequer/model';
import type { Access } from '@exchequer/store/access';
import type { AnalyticsEngine } from '@exchequer/store/analytics/engine';
import type { UsageReports } from '@exchequer/store/analytics/query';
import type { Charges } from '@exchequer/store/charge';
import type { LedgerDesk } from '@exchequer/store/close';
import type { DecisionDesk } from '@exchequer/store/decision';
import type { Budgets } from '@exchequer/store/envelope';
import type { ExperimentDesk } from '@exchequer/store/experiment';
import type { FigureDesk } from '@exchequer/store/figure';
import type { GrantOptions } from '@exchequer/store/grant';
import type { Ledger } from '@exchequer/store/ledger';
import type { People } from '@exchequer/store/people';
import type { Policies } from '@exchequer/store/policy';
import type { PriceDesk } from '@exchequer/store/prices';
import type { BreakGlasses } from '@exchequer/store/privacy';
import type { Quarantine } from '@exchequer/store/quarantine';
import type { SettingsStore } from '@exchequer/store/settings';
import type { TermDesk } from '@exchequer/store/terms';
import type { Sql } from 'postgres';
import type { AlertService } from './compose-alert.ts';
import type { Explaining } from './compose-explain.ts';
import type { FactService } from './compose-fact.ts';
import type { Factory } from './compose-factory.ts';
import type { Forecasts, Runways } from './compose-forecast.ts';
import type { Gate } from './compose-gate.ts';
import type { LinkService } from './compose-link.ts';
import type { Outcomes } from './compose-outcome.ts';
import type { ImportService } from './jobs/import/index.ts';
import type { Sample } from './jobs/sample/index.ts';

/** What advice is made from and carried out with: everything but advice itself. */
export interface PlainServices {
  sql: Sql;
  engine: AnalyticsEngine;
  intake: UsageIntake;
  access: Access;
  settings: SettingsStore;
  people: People;
  /** Two persons open what stands about a third. */
  glasses: BreakGlasses;
  /** Every reading of usage. */
  reports: UsageReports;
  /** Why spend changed. */
  explain: Explaining;
  /** What somebody should know at once, and whom it is told. */
  alerts: AlertService;
  /** The decision log. */
  decisions: DecisionDesk;
  /** The price book and everything that changes it. */
  prices: PriceDesk;
  imports: ImportService;
  /** What the company states about itself. */
  figures: FigureDesk;
  /** Its contracts, seats, waits and trials of models. */
  terms: TermDesk;
  /** Caps by lot, and what came of them. */
  experiments: ExperimentDesk;
  /** Own inference: what is scraped, what pools cost, and what both add up to. */
  factory: Factory;
  /** Forecasts of spend, and how long envelopes last. */
  forecasts: Forecasts;
  runways: Runways;
  /** What PostgreSQL knows by company day (staff, pay), for reports. */
  facts: FactService;
  /** What came of work: its journal, its sources and how it is judged. */
  outcomes: Outcomes;
  /** Which work usage belongs to, and how sure that is. */
  links: LinkService;
  /** Records that could not be taken in. */
  quarantine: Quarantine;
  /** Who may spend how much: envelopes, requests, holds. */
  budgets: Budgets;
  /** What grants are kept with. */
  grants: GrantOptions;
  /** Usage in the books, its purposes, and the money for it. */
  charges: Charges;
  /** Reads of the books, statements, closes and exports: the controller's desk. */
  desk: LedgerDesk;
  /** Policy files: planned, applied, kept, and tried on past usage. */
  policies: Policies;
  /** Keys, upstreams, routes and rules of the gate, and how its gateways are doing. */
  gate: Gate;
  /** The simulated company of the workspace `sample`. */
  sample: Sample;
  /** The double-entry books: the only way to post. */
  ledger: Ledger;
}
