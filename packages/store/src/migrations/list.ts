import setting from './0001_setting.sql';
import access from './0100_access.sql';
import people from './0110_people.sql';
import prices from './0200_prices.sql';
import imports from './0300_imports.sql';
import metricSeries from './0350_metric_series.sql';
import intakeCount from './0360_intake_count.sql';
import ledger from './0400_ledger.sql';
import envelope from './0410_envelope.sql';
import policy from './0420_policy.sql';
import policyCharging from './0421_policy_charging.sql';
import grantAccess from './0430_grant_access.sql';
import grants from './0431_grant.sql';
import charge from './0440_charge.sql';
import close from './0450_close.sql';
import ledgerLines from './0460_ledger_lines.sql';
import gate from './0500_gate.sql';
import chargeLease from './0501_charge_lease.sql';
import gateBatches from './0510_gate_batches.sql';
import gateStop from './0511_gate_stop.sql';
import gateQuarter from './0512_gate_quarter.sql';
import outcome from './0600_outcome.sql';
import decision from './0610_decision.sql';
import factory from './0620_factory.sql';
import scrapeState from './0621_scrape_state.sql';
import privacy from './0630_privacy.sql';
import shown from './0631_shown.sql';
import glassHours from './0632_glass_hours.sql';
import statedFigure from './0640_stated_figure.sql';
import sample from './0650_sample.sql';
import heldDelivery from './0651_held_delivery.sql';
import advice from './0700_advice.sql';
import gateHold from './0701_gate_hold.sql';
import terms from './0710_terms.sql';
import experiment from './0730_experiment.sql';
import report from './0740_report.sql';
import alerts from './0745_alert.sql';

/** One step of the schema. */
export interface Migration {
  /** The file's name without `.sql`; its number gives the order. */
  name: string;
  sql: string;
}

/**
 * Every migration, in order. A new one is a numbered file and a line here; an applied file is never
 * edited. Numbers: 0001–0099 the company, 0100–0199 access and people, 0200–0299 prices,
 * 0300–0399 sources, imports and quarantine, 0400–0499 the books, 0500–0599 the gate,
 * 0600–0699 value: outcomes, decisions, the factory, privacy, the sample, 0700–0799 tell: advice,
 * forecasts, experiments, reports, alerts.
 */
export const migrations: readonly Migration[] = [
  { name: '0001_setting', sql: setting },
  { name: '0100_access', sql: access },
  { name: '0110_people', sql: people },
  { name: '0200_prices', sql: prices },
  { name: '0300_imports', sql: imports },
  { name: '0350_metric_series', sql: metricSeries },
  { name: '0360_intake_count', sql: intakeCount },
  { name: '0400_ledger', sql: ledger },
  { name: '0410_envelope', sql: envelope },
  { name: '0420_policy', sql: policy },
  { name: '0421_policy_charging', sql: policyCharging },
  { name: '0430_grant_access', sql: grantAccess },
  { name: '0431_grant', sql: grants },
  { name: '0440_charge', sql: charge },
  { name: '0450_close', sql: close },
  { name: '0460_ledger_lines', sql: ledgerLines },
  { name: '0500_gate', sql: gate },
  { name: '0501_charge_lease', sql: chargeLease },
  { name: '0510_gate_batches', sql: gateBatches },
  { name: '0511_gate_stop', sql: gateStop },
  { name: '0512_gate_quarter', sql: gateQuarter },
  { name: '0600_outcome', sql: outcome },
  { name: '0610_decision', sql: decision },
  { name: '0620_factory', sql: factory },
  { name: '0621_scrape_state', sql: scrapeState },
  { name: '0630_privacy', sql: privacy },
  { name: '0631_shown', sql: shown },
  { name: '0632_glass_hours', sql: glassHours },
  { name: '0640_stated_figure', sql: statedFigure },
  { name: '0650_sample', sql: sample },
  { name: '0651_held_delivery', sql: heldDelivery },
  { name: '0700_advice', sql: advice },
  { name: '0701_gate_hold', sql: gateHold },
  { name: '0710_terms', sql: terms },
  { name: '0730_experiment', sql: experiment },
  { name: '0740_report', sql: report },
  { name: '0745_alert', sql: alerts },
];
