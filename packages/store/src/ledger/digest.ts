import { createHash } from 'node:crypto';
import type { EntryDraft } from '@exchequer/model';
import { amountText } from './amount.ts';

/** A transaction as its digest covers it. */
export interface DigestedTransaction {
  id: string;
  workspace: string;
  entry: EntryDraft;
  commandKey: string;
  recordedAt: Date;
  /** The text that is stored in `detail`; null for none. */
  detail: string | null;
}

/**
 * SHA-256 of a transaction and its lines, in hex. `digestSql` makes the same of the stored rows.
 * Parts are separated by a control character that keys, kinds and days cannot hold; the memo, which
 * may hold anything, comes last.
 */
export function digestOf({
  id,
  workspace,
  entry,
  commandKey,
  recordedAt,
  detail,
}: DigestedTransaction): string {
  let text = [
    id,
    workspace,
    entry.book,
    entry.kind,
    entry.occurredOn,
    entry.postedOn,
    recordedAt.getTime(),
    entry.subject,
    commandKey,
    entry.reverses ?? '',
    detail ?? '',
  ].join(part);
  let line = 0;
  for (const { key, currency, amount } of entry.postings) {
    line++;
    text += `${part}${line} ${key} ${currency} ${amountText(amount)}`;
  }
  text += part + entry.memo;
  return createHash('sha256').update(text).digest('hex');
}

const part = '\u001f';
