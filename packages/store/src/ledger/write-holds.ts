import type { Hold } from '@exchequer/model';
import type { PendingQuery, Row, TransactionSql } from 'postgres';
import { amountText } from './amount.ts';
import { plainArray, textArray } from './array-text.ts';
import type { BooksState } from './books-state.ts';

/** Writes the holds that were opened and changed. */
export function writeHolds(
  tx: TransactionSql,
  books: readonly BooksState[],
  now: Date,
): PendingQuery<Row[]>[] {
  const opened: [string, Hold][] = [];
  const changed: [string, Hold][] = [];
  for (const { workspace, ...state } of books.map(holdsOf)) {
    for (const hold of state.opened) opened.push([workspace, hold]);
    for (const hold of state.changed) changed.push([workspace, hold]);
  }
  return [
    ...(opened.length ? [openHolds(tx, opened, now)] : []),
    ...(changed.length ? [changeHolds(tx, changed)] : []),
  ];
}

/** Sorted, since two processes that open the same hold wait for each other. */
const holdsOf = ({ workspace, opened, changedHolds, holds }: BooksState) => ({
  workspace,
  opened: [...opened.values()].sort((left, right) => (left.id < right.id ? -1 : 1)),
  changed: [...changedHolds].map((id) => holds.get(id) as Hold),
});

const columnsOf = (holds: readonly [string, Hold][]) => ({
  workspaces: textArray(holds.map(([workspace]) => workspace)),
  ids: textArray(holds.map(([, { id }]) => id)),
  amounts: plainArray(holds.map(([, { amount }]) => amountText(amount))),
  settled: plainArray(holds.map(([, hold]) => amountText(hold.settled))),
  states: plainArray(holds.map(([, { state }]) => state)),
  expiries: plainArray(holds.map(([, { expiresAt }]) => expiresAt.toISOString())),
});

function openHolds(tx: TransactionSql, holds: readonly [string, Hold][], now: Date) {
  const { workspaces, ids, amounts, settled, states, expiries } = columnsOf(holds);
  return tx`
    INSERT INTO ledger_hold (workspace, id, amount, settled, state, expires_at, path, currency, detail, opened_at)
    SELECT workspace, id, amount, settled, state, expires_at, string_to_array(path, chr(31)), currency,
      detail::json, ${now}::timestamptz
    FROM unnest(${workspaces}::text[], ${ids}::text[], ${amounts}::numeric[], ${settled}::numeric[],
      ${states}::text[], ${expiries}::timestamptz[],
      ${textArray(holds.map(([, { path }]) => path.join('\u001f')))}::text[],
      ${textArray(holds.map(([, { currency }]) => currency))}::text[],
      ${textArray(holds.map(([, { detail }]) => JSON.stringify(detail)))}::text[])
      AS h (workspace, id, amount, settled, state, expires_at, path, currency, detail)`;
}

function changeHolds(tx: TransactionSql, holds: readonly [string, Hold][]) {
  const { workspaces, ids, amounts, settled, states, expiries } = columnsOf(holds);
  return tx`
    UPDATE ledger_hold h
    SET amount = n.amount, settled = n.settled, state = n.state, expires_at = n.expires_at
    FROM unnest(${workspaces}::text[], ${ids}::text[], ${amounts}::numeric[], ${settled}::numeric[],
      ${states}::text[], ${expiries}::timestamptz[]) AS n (workspace, id, amount, settled, state, expires_at)
    WHERE h.workspace = n.workspace AND h.id = n.id`;
}
