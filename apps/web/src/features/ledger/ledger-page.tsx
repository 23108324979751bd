import { useQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { ChevronLeft, ChevronRight } from 'lucide-react';
import { client } from '../../api/client.ts';
import { buttonClass } from '../../components/button.tsx';
import { Failure, Skeleton } from '../../components/empty.tsx';
import { PageTitle } from '../../components/section.tsx';
import { firstOfMonth } from '../../state/calendar.ts';
import type { LedgerSearch } from '../../state/ledger-search.ts';
import { useView } from '../../state/view.ts';
import { Accounts } from './accounts.tsx';
import { Agreement } from './agreement.tsx';
import { Bridge } from './bridge.tsx';
import { Checklist } from './checklist.tsx';
import { Credits } from './credits.tsx';
import { Exports } from './exports.tsx';
import { LedgerHeroes } from './heroes.tsx';
import { Invoices } from './invoices.tsx';
import { type Month, monthName, useMonth } from './month.ts';
import { Restatement } from './restatement.tsx';
import { Rules } from './rules.tsx';
import { StatementDrawer } from './statement-drawer.tsx';
import { Statements } from './statements.tsx';
import { TransactionDrawer } from './transaction-drawer.tsx';
import { Transactions } from './transactions.tsx';

/** The books of one month: do they agree, what did who cost, and may the month be closed. */
export function LedgerPage() {
  const view = useView();
  const search: LedgerSearch = useSearch({ strict: false });
  const month = useMonth();
  const { workspace } = view;
  const periods = useQuery({
    queryKey: ['ledger-periods', workspace],
    queryFn: () => client.ledger.periods.list({ workspace }),
  });
  if (periods.error) return <Failure error={periods.error} onRetry={() => periods.refetch()} />;
  if (!periods.data) return <Skeleton height={420} />;
  const period = periods.data.items.find((p) => p.period === month.key);
  return (
    <>
      <PageTitle title={`${month.name}: ${period?.state === 'closed' ? 'closed' : 'open'}`}>
        {period?.state === 'closed'
          ? `Closed by ${period.closed_by}. What is learned later is booked in the open month, and shown under “as known now”.`
          : 'Every call stands in these books once: what it cost, whose it was, and which entry goes to the general ledger.'}
      </PageTitle>
      <MonthMenu month={month} periods={periods.data.items.map((p) => p.period)} />
      <LedgerHeroes month={month} />
      <Agreement month={month} />
      <Bridge month={month} />
      {period?.state === 'closed' ? <Restatement month={month} /> : <Checklist month={month} />}
      <Statements month={month} search={search} />
      <Transactions month={month} search={search} />
      <Credits />
      <Invoices />
      <Rules />
      <Accounts month={month} />
      <Exports month={month} />
      {search.txn ? (
        <TransactionDrawer id={search.txn} onClose={() => view.change({ txn: undefined })} />
      ) : null}
      {search.unit && !search.txn ? (
        <StatementDrawer
          month={month}
          search={search}
          unit={search.unit}
          onClose={() => view.change({ unit: undefined })}
        />
      ) : null}
    </>
  );
}

function MonthMenu({ month, periods }: { month: Month; periods: readonly string[] }) {
  const { change } = useView();
  const go = (key: string) => change({ month: key, txn: undefined });
  const beside = (months: number) => firstOfMonth(month.from, months).slice(0, 7);
  const known = periods.includes(month.key) ? periods : [month.key, ...periods];
  return (
    <nav aria-label="Month" className="mb-4 flex flex-wrap items-center gap-1.5 text-[13px]">
      <button
        type="button"
        className={buttonClass()}
        aria-label="The month before"
        onClick={() => go(beside(-1))}
      >
        <ChevronLeft size={14} aria-hidden />
      </button>
      <select
        className="field"
        aria-label="Month"
        value={month.key}
        onChange={(event) => go(event.target.value)}
      >
        {known.map((key) => (
          <option key={key} value={key}>
            {monthName(key)}
          </option>
        ))}
      </select>
      <button
        type="button"
        className={buttonClass()}
        aria-label="The month after"
        onClick={() => go(beside(1))}
      >
        <ChevronRight size={14} aria-hidden />
      </button>
      <span className="text-mute">
        {month.from} up to {month.to}, days of {month.timeZone}
      </span>
    </nav>
  );
}
