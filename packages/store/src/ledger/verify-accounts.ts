import { bookOf, isGuarded } from '@exchequer/model';
import { amountOf, amountText } from './amount.ts';
import { accountDigestSql } from './digest.ts';
import type { Finding, Session } from './finding.ts';

/** An account as it stands. */
export interface AccountState {
  id: string;
  key: string;
  name: string;
  balance: string;
  book: string;
  guarded: boolean;
  whole: boolean;
}

/** Every account by its id. */
export async function loadAccounts(session: Session): Promise<Map<string, AccountState>> {
  const rows = await session<AccountState[]>`
    SELECT id, key, key || ' ' || currency || ' (' || workspace || ')' AS name, balance, book, guarded,
      digest = ${session.unsafe(accountDigestSql)} AS whole
    FROM ledger_account a ORDER BY id`;
  return new Map(rows.map((row) => [row.id, row]));
}

/** Compares accounts with what their postings sum to. */
export function compareBalances(
  accounts: ReadonlyMap<string, AccountState>,
  sums: ReadonlyMap<string, bigint>,
): Finding[] {
  const findings = [...accounts.values()].flatMap((account) =>
    findingsOf(account, sums.get(account.id) ?? 0n),
  );
  for (const [id, sum] of sums) {
    if (accounts.has(id)) continue;
    const detail = `it is missing; its postings sum to ${amountText(sum)}`;
    findings.push({ invariant: 'accounts', subject: `account ${id}`, detail });
  }
  return findings;
}

function findingsOf({ key, name, balance, book, guarded, whole }: AccountState, sum: bigint): Finding[] {
  const subject = `account ${name}`;
  const findings: Finding[] = [];
  const found = (invariant: string, detail: string) => findings.push({ invariant, subject, detail });
  if (amountOf(balance) !== sum) {
    found('balance', `its balance is ${balance}, its postings sum to ${amountText(sum)}`);
  }
  if (!whole) found('digest', 'its workspace, book, key or currency is not what it was: the digest differs');
  if (book !== bookOf(key) || guarded !== isGuarded(key)) {
    found(
      'accounts',
      `it is ${guarded ? '' : 'not '}guarded in the ${book} book, which its key does not say`,
    );
  }
  return findings;
}
