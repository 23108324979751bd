import type { Statement } from '@exchequer/model/contract';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { client } from '../../api/client.ts';
import { Drawer, Facts, Part } from '../../components/drawer.tsx';
import { Failure, Skeleton } from '../../components/empty.tsx';
import { Money } from '../../components/money.tsx';
import { groupDigits } from '../../format/number.ts';
import { isZero } from '../../format/sum.ts';
import { moment } from '../../format/time.ts';
import type { LedgerSearch } from '../../state/ledger-search.ts';
import { useView } from '../../state/view.ts';
import type { Month } from './month.ts';
import { kindName, unitKindNames, unitLabel, viewName } from './words.ts';

/** The statement of one unit: each line of what it is charged, and by which key. */
export function StatementDrawer({
  month,
  search,
  unit,
  onClose,
}: {
  month: Month;
  search: LedgerSearch;
  unit: string;
  onClose: () => void;
}) {
  const { workspace } = useView();
  const kind = search.by ?? 'cost_center';
  const view = search.view ?? 'booked';
  const { data, error, refetch } = useQuery({
    queryKey: ['statement', workspace, month.key, kind, view, unit],
    queryFn: () => client.ledger.statement({ workspace, kind, unit, period: month.key, view }),
  });
  return (
    <Drawer
      title={data ? unitLabel(data.unit.label) : unitLabel(unit)}
      sub={`${unitKindNames[kind]} · ${month.name} · ${viewName(view)}`}
      onClose={onClose}
    >
      {error ? <Failure error={error} onRetry={() => refetch()} /> : null}
      {!data && !error ? <Skeleton height={320} className="mt-6" /> : null}
      {data ? <Lines statement={data} month={month} /> : null}
    </Drawer>
  );
}

function Lines({ statement, month }: { statement: Statement; month: Month }) {
  const { currency, totals } = statement;
  const money = (value: string) => <Money value={value} currency={currency} opened />;
  return (
    <>
      <div className="mt-5">
        <Facts
          facts={[
            ['Total', <b key="t">{money(totals.total)}</b>],
            ['Usage', money(totals.usage)],
            ['Shared cost', isZero(totals.shared) ? '' : money(totals.shared)],
            ['Other entries', isZero(totals.other) ? '' : money(totals.other)],
            ['With units below', totals.subtree_total === totals.total ? '' : money(totals.subtree_total)],
            ['State', statement.state],
            ['As of', moment(statement.snapshot_at, month.timeZone, true)],
          ]}
        />
      </div>
      <Usage statement={statement} />
      <Shared statement={statement} />
      <Other statement={statement} />
      <Below statement={statement} />
    </>
  );
}

function Usage({ statement: { usage, currency } }: { statement: Statement }) {
  return (
    <Amounts
      title="Usage"
      aside="charged, at your terms"
      currency={currency}
      rows={usage.map((line) => ({
        key: `${line.provider} ${line.model}`,
        what: (
          <>
            {line.model} <span className="text-mute">{line.provider}</span>
          </>
        ),
        count: `${groupDigits(line.requests)} requests`,
        amount: line.charged,
      }))}
    />
  );
}

function Shared({ statement: { shared, currency } }: { statement: Statement }) {
  return (
    <Amounts
      title="Shared cost"
      aside="by the key named"
      currency={currency}
      rows={shared.map((line) => ({
        key: `${line.rule_id} ${line.transaction_id}`,
        what: line.name,
        note: (
          <>
            {line.basis} of {line.basis_of} {line.basis_unit}, of{' '}
            <Money value={line.whole} currency={currency} />
          </>
        ),
        amount: line.amount,
      }))}
    />
  );
}

function Other({ statement: { other, currency } }: { statement: Statement }) {
  const { change } = useView();
  return (
    <Amounts
      title="Other entries"
      currency={currency}
      rows={other.map((line) => ({
        key: `${line.transaction_id} ${line.account}`,
        what: <Open onClick={() => change({ txn: line.transaction_id })}>{kindName(line.kind)}</Open>,
        note: `${line.posted_on} · ${line.memo}`,
        amount: line.amount,
      }))}
    />
  );
}

function Below({ statement: { children, currency } }: { statement: Statement }) {
  const { change } = useView();
  return (
    <Amounts
      title="Units below"
      currency={currency}
      rows={children.map((child) => ({
        key: child.key,
        what: <Open onClick={() => change({ unit: child.key })}>{unitLabel(child.label)}</Open>,
        amount: child.subtree_total,
      }))}
    />
  );
}

const Open = ({ onClick, children }: { onClick: () => void; children: string }) => (
  <button type="button" className="link text-left" onClick={onClick}>
    {children}
  </button>
);

interface AmountRow {
  key: string;
  what: ReactNode;
  /** A second, quieter line. */
  note?: ReactNode;
  count?: string;
  amount: string;
}

/** A part of the statement: what it is for, and how much. Nothing is shown of an empty one. */
function Amounts({
  title,
  aside,
  currency,
  rows,
}: {
  title: string;
  aside?: string;
  currency: string;
  rows: readonly AmountRow[];
}) {
  if (rows.length === 0) return null;
  return (
    <Part title={title} aside={aside}>
      <table className="table dense">
        <tbody>
          {rows.map(({ key, what, note, count, amount }) => (
            <tr key={key}>
              <td>
                {what}
                {note ? <div className="text-[12.5px] text-mute">{note}</div> : null}
              </td>
              {count ? <td className="n text-mute">{count}</td> : null}
              <td className="n">
                <Money value={amount} currency={currency} opened />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Part>
  );
}
