import type { Statement } from '@exchequer/model/contract';
import { useQuery } from '@tanstack/react-query';
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
  if (usage.length === 0) return null;
  return (
    <Part title="Usage" aside="charged, at your terms">
      <table className="table dense">
        <tbody>
          {usage.map((line) => (
            <tr key={`${line.provider} ${line.model}`}>
              <td>
                {line.model} <span className="text-mute">{line.provider}</span>
              </td>
              <td className="n text-mute">{groupDigits(line.requests)} requests</td>
              <td className="n">
                <Money value={line.charged} currency={currency} opened />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Part>
  );
}

function Shared({ statement: { shared, currency } }: { statement: Statement }) {
  if (shared.length === 0) return null;
  return (
    <Part title="Shared cost" aside="by the key named">
      <table className="table dense">
        <tbody>
          {shared.map((line) => (
            <tr key={`${line.rule_id} ${line.transaction_id}`}>
              <td>
                {line.name}
                <div className="text-[12.5px] text-mute">
                  {line.basis} of {line.basis_of} {line.basis_unit}, of{' '}
                  <Money value={line.whole} currency={currency} />
                </div>
              </td>
              <td className="n">
                <Money value={line.amount} currency={currency} opened />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Part>
  );
}

function Other({ statement: { other, currency } }: { statement: Statement }) {
  const { change } = useView();
  if (other.length === 0) return null;
  return (
    <Part title="Other entries">
      <table className="table dense">
        <tbody>
          {other.map((line) => (
            <tr key={`${line.transaction_id} ${line.account}`}>
              <td>
                <button
                  type="button"
                  className="link text-left"
                  onClick={() => change({ txn: line.transaction_id })}
                >
                  {kindName(line.kind)}
                </button>
                <div className="text-[12.5px] text-mute">
                  {line.posted_on} · {line.memo}
                </div>
              </td>
              <td className="n">
                <Money value={line.amount} currency={currency} opened />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Part>
  );
}

function Below({ statement: { children, currency } }: { statement: Statement }) {
  const { change } = useView();
  if (children.length === 0) return null;
  return (
    <Part title="Units below">
      <table className="table dense">
        <tbody>
          {children.map((child) => (
            <tr key={child.key}>
              <td>
                <button type="button" className="link text-left" onClick={() => change({ unit: child.key })}>
                  {unitLabel(child.label)}
                </button>
              </td>
              <td className="n">
                <Money value={child.subtree_total} currency={currency} opened />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Part>
  );
}
