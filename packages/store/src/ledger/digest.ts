import { hash } from 'node:crypto';
import type { EntryDraft } from '@exchequer/model';

/** A transaction as its digest covers it. */
export interface DigestedTransaction {
  id: string;
  workspace: string;
  entry: EntryDraft;
  commandKey: string;
  /** Hex of the command's body hash, and its stored result: so the command's row is digested as well. */
  bodyHash: string;
  result: string;
  recordedAt: Date;
  /** Of its lines, as `amountText` writes them. */
  amounts: readonly string[];
  /** Of its lines. */
  accounts: readonly { id: string }[];
  /** The text that is stored in `detail`; null for none. */
  detail: string | null;
}

/**
 * SHA-256 of a transaction and its lines, in hex. `digestSql` makes the same of the stored rows.
 * Parts are separated by a control character that keys, kinds and days cannot hold; the memo, which
 * may hold anything, comes last.
 */
export function digestOf(transaction: DigestedTransaction): string {
  const { id, workspace, entry, commandKey, bodyHash, result, recordedAt, detail, amounts, accounts } =
    transaction;
  const parts = [
    id,
    workspace,
    entry.book,
    entry.kind,
    entry.occurredOn,
    entry.postedOn,
    String(recordedAt.getTime()),
    entry.subject,
    commandKey,
    bodyHash,
    result,
    entry.reverses ?? '',
    detail ?? '',
  ];
  for (let at = 0; at < amounts.length; at++) parts.push(`${accounts[at]?.id} ${amounts[at]}`);
  parts.push(entry.memo);
  return hash('sha256', parts.join(part), 'hex');
}

const part = '\u001f';

/**
 * The same digest in SQL over `ledger_transaction t`, its `ledger_command c`, and `l`, what
 * `linesSql` gives as `lines`.
 */
export const digestSql = `sha256(convert_to(
  t.id || chr(31) || t.workspace || chr(31) || t.book || chr(31) || t.kind || chr(31) ||
  t.occurred_on || chr(31) || t.posted_on || chr(31) ||
  (extract(epoch from t.recorded_at) * 1000)::bigint || chr(31) ||
  t.subject || chr(31) || t.command_key || chr(31) ||
  coalesce(encode(c.body_hash, 'hex'), '') || chr(31) || coalesce(c.result::text, '') || chr(31) ||
  coalesce(t.reverses::text, '') || chr(31) || coalesce(t.detail::text, '') || chr(31) ||
  coalesce(l.lines, '') || chr(31) || t.memo, 'UTF8'))`;

/** The lines `p` of one transaction in the order in which they stand, as the digest covers them. */
export const linesSql = `string_agg(p.account_id || ' ' || p.amount, chr(31))`;

/** Digest of an account `a`: what its id stands for in the digests of transactions. */
export const accountDigestSql = `sha256(convert_to(
  a.workspace || chr(31) || a.book || chr(31) || a.key || chr(31) || a.currency, 'UTF8'))`;
