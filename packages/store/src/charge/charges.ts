import { localDate } from '@exchequer/core/metric';
import type { AuditActor } from '../access/index.ts';
import { accrueCost, bookShortfallOf, bookTaxableUseOf, listAccruals } from './accruals.ts';
import { chargeBridge } from './bridge.ts';
import { capitalisedSoFar, capitaliseMonth } from './capitalisation.ts';
import { buyCredits, creditRunway, expireCredits, expireDueCredits, listCredits } from './credits.ts';
import { chargesOfEvent, eventsOfCharge } from './drill.ts';
import { findInvoice, listInvoices, matchInvoice, payInvoiceOf, recordInvoiceOf } from './invoices.ts';
import { listCharges, sumCharges, totalCharges } from './list.ts';
import { createPoster, type PosterOptions } from './poster.ts';
import { reconcileUsage } from './reconcile.ts';
import { previewRetag, retag } from './retag.ts';
import { changeRules, rulesToOffer } from './rule-change.ts';
import { currentRules, type RuleSubject } from './rules.ts';
import { postingStatus } from './status.ts';
import { waitingLeases } from './waiting-leases.ts';

type Rest<F> = F extends (first: never, ...rest: infer R) => unknown ? R : never;

/** Everything that charges are asked and told. */
export type Charges = ReturnType<typeof createCharges>;

/** Charges in PostgreSQL, fed by the journal. */
export function createCharges(options: PosterOptions) {
  const { sql, engine, now, timeZone } = options;
  const poster = createPoster(options);
  const today = () => localDate(now().getTime(), timeZone());
  return {
    catchUp: poster.catchUp,
    waiting: poster.waiting,
    waitingLeases: (...args: Rest<typeof waitingLeases>) => waitingLeases(options, ...args),
    status: async (workspace: string) =>
      postingStatus(sql, workspace, await poster.waiting(workspace), now()),
    reconcileUsage: (...args: Rest<typeof reconcileUsage>) => reconcileUsage(options, ...args),
    bridge: (...args: Rest<typeof chargeBridge>) => chargeBridge(sql, ...args),

    list: (...args: Rest<typeof listCharges>) => listCharges(sql, ...args),
    sums: (...args: Rest<typeof sumCharges>) => sumCharges(sql, ...args),
    total: (...args: Rest<typeof totalCharges>) => totalCharges(sql, ...args),
    eventsOfCharge: (...args: Rest<typeof eventsOfCharge>) => eventsOfCharge({ sql, engine }, ...args),
    chargesOfEvent: (...args: Rest<typeof chargesOfEvent>) => chargesOfEvent({ sql, engine }, ...args),

    rules: <S extends RuleSubject>(workspace: string, subject: S) => currentRules(sql, workspace, subject),
    offeredRules: (workspace: string) => rulesToOffer(sql, workspace),
    putPurposeRules: (
      workspace: string,
      rules: Parameters<typeof changeRules<'purpose'>>[3],
      by: AuditActor,
    ) => changeRules(options, workspace, 'purpose', rules, by),
    putCostCenters: (
      workspace: string,
      centers: Parameters<typeof changeRules<'cost_center'>>[3],
      by: AuditActor,
    ) => changeRules(options, workspace, 'cost_center', centers, by),
    putCapitalisation: (
      workspace: string,
      policies: Parameters<typeof changeRules<'capitalisation'>>[3],
      by: AuditActor,
    ) => changeRules(options, workspace, 'capitalisation', policies, by),
    previewRetag: (...args: Rest<typeof previewRetag>) => previewRetag(sql, ...args),
    retag: (...args: Rest<typeof retag>) => retag(options, ...args),
    capitalise: (...args: Rest<typeof capitaliseMonth>) => capitaliseMonth(options, ...args),
    capitalised: (workspace: string) => capitalisedSoFar(sql, workspace),

    credits: async (workspace: string, provider: string | null, asOf: string | null) => {
      const day = asOf ?? today();
      const credits = await listCredits(sql, workspace, { provider });
      return { as_of: day, credits, runway: await creditRunway(sql, workspace, credits, day) };
    },
    credit: async (workspace: string, id: string) => (await listCredits(sql, workspace, { id }))[0] ?? null,
    buyCredits: (...args: Rest<typeof buyCredits>) => buyCredits(options, ...args),
    expireCredits: (...args: Rest<typeof expireCredits>) => expireCredits(options, ...args),
    /** Writes off credits whose last day is over. */
    expireDue: (by: AuditActor) => expireDueCredits(options, today(), by),

    invoices: (...args: Rest<typeof listInvoices>) => listInvoices(sql, ...args),
    invoice: (workspace: string, id: string) => findInvoice(sql, workspace, id),
    matchInvoice: (workspace: string, id: string) => matchInvoice(sql, workspace, id),
    recordInvoice: (...args: Rest<typeof recordInvoiceOf>) => recordInvoiceOf(options, ...args),
    payInvoice: (...args: Rest<typeof payInvoiceOf>) => payInvoiceOf(options, ...args),

    accruals: (...args: Rest<typeof listAccruals>) => listAccruals(sql, ...args),
    accrue: (...args: Rest<typeof accrueCost>) => accrueCost(options, ...args),
    shortfall: (...args: Rest<typeof bookShortfallOf>) => bookShortfallOf(options, ...args),
    taxableUse: (...args: Rest<typeof bookTaxableUseOf>) => bookTaxableUseOf(options, ...args),
  };
}
