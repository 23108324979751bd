import type { AccountRef } from '@exchequer/model';

/** Costs are kept in USD; other currencies are refused where money comes in. */
export const bookCurrency = 'USD';

/** Stands where no cost centre is known. */
export const unassigned = 'unassigned';

/**
 * A name as one step of an account's path. Names come from sources and may hold anything; a slash in
 * one would move the account to another place of the tree.
 */
export const step = (name: string): string =>
  name === '' ? 'unknown' : name.replace(/[%/]/g, (c) => (c === '/' ? '%2F' : '%25'));

const ref = (...path: string[]): AccountRef => ({ key: path.map(step).join('/'), currency: bookCurrency });

/** The accounts of the financial book on which charges are posted. */
export const account = {
  cash: ref('cash'),
  compensation: ref('compensation'),
  employerTax: ref('employer-tax'),
  payrollLiability: ref('payroll-liability'),
  prepaid: (provider: string, creditId: string) => ref('prepaid', provider, creditId),
  accrued: (provider: string) => ref('accrued', provider),
  payable: (provider: string) => ref('payable', provider),
  expense: (purpose: string, costCenter: string) => ref('expense', purpose, costCenter || unassigned),
  variance: (provider: string) => ref('variance', provider),
  breakage: (provider: string) => ref('breakage', provider),
  suspense: (provider: string) => ref('suspense', provider),
  accruedSuspense: (provider: string) => ref('accrued-suspense', provider),
  commitment: (provider: string) => ref('commitment', provider),
  softwareWip: (key: string) => ref('software-wip', key),
};
