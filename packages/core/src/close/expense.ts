/**
 * Accounts whose movements are the expense of a period. Suspense is none: what has no price has no
 * cost yet. Charge-back is none: it moves cost between units and eliminates.
 */
export const expenseRoots = [
  'expense',
  'variance',
  'breakage',
  'commitment',
  'compensation',
  'employer-tax',
  'rounding',
] as const;

const rootOf = (account: string): string => account.split('/', 1)[0] ?? '';

/** Whether a movement of the account is expense of its period. */
export const isExpense = (account: string): boolean =>
  (expenseRoots as readonly string[]).includes(rootOf(account));

/** Purpose and cost centre of an expense account; other expense has neither. */
export function expensePlace(account: string): { purpose: string; costCenter: string } | null {
  const match = /^expense\/([^/]+)\/(.+)$/.exec(account);
  return match?.[1] && match[2] ? { purpose: match[1], costCenter: match[2] } : null;
}
