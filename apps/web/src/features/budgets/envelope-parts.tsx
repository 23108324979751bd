import type {
  BudgetEnvelope,
  BudgetHold,
  BudgetRequest,
  EnvelopeChangeEntry,
  EnvelopeTransaction,
} from '@exchequer/model/contract';
import type { ReactNode } from 'react';
import { Button } from '../../components/button.tsx';
import { Part } from '../../components/drawer.tsx';
import { Failure, Skeleton } from '../../components/empty.tsx';
import { Money } from '../../components/money.tsx';
import { addDecimals } from '../../components/stack.ts';
import { Tag } from '../../components/tag.tsx';
import { moneyWords } from '../../format/money.ts';
import { counted, sentence } from '../../format/number.ts';
import { ago, moment } from '../../format/time.ts';
import { bucketWords } from '../../state/calendar.ts';
import { useSurroundings } from '../../state/context.tsx';
import { useView } from '../../state/view.ts';
import { LedgerLink } from './ledger-link.tsx';
import { useEnvelopes, usePeriods, useRequestsOf, useTransactions } from './reads.ts';
import { RequestCard, untilWords } from './request-card.tsx';
import { percentWords, periodDays } from './words.ts';

const none = (text: string) => <p className="py-2 text-[13px] text-mute">{text}</p>;

/**
 * Amounts set aside for work that runs now. What personal envelopes hold is summed: a hold beside a
 * name would tell what somebody is doing at this minute.
 */
export function HoldsPart({ holds, envelope }: { holds: readonly BudgetHold[]; envelope: BudgetEnvelope }) {
  const { now } = useSurroundings();
  const { data } = useEnvelopes();
  const named = new Set(data?.envelopes.filter((e) => e.kind !== 'person').map((e) => e.id));
  const own = holds.filter(
    ({ path: [leaf] }) => leaf && (leaf.envelope_id === envelope.id || named.has(leaf.envelope_id)),
  );
  const personal = holds.filter((hold) => !own.includes(hold));
  const lent = Number(envelope.balance?.leased ?? 0) > 0;
  return (
    <Part
      title="Held for running calls (reservations)"
      aside={holds.length > 0 ? counted(String(holds.length), 'hold') : null}
    >
      {holds.length === 0 && !lent ? none('No call holds money here.') : null}
      {lent ? (
        <HoldLine amount={envelope.balance?.leased ?? '0'} currency={envelope.currency}>
          lent to gateways, for calls they admit
        </HoldLine>
      ) : null}
      {own.map((hold) => (
        <HoldLine key={hold.id} amount={hold.amount} currency={hold.currency}>
          {hold.memo || hold.id}{' '}
          <span className="text-mute">
            on {hold.path[0]?.envelope_name}, {ago(hold.opened_at, now())}
            {hold.state === 'in_doubt' ? ', outcome not known yet' : ''}
            {Number(hold.settled) > 0 ? `, ${moneyWords(hold.settled, hold.currency)} settled` : ''}
          </span>
        </HoldLine>
      ))}
      {personal.length > 0 ? (
        <HoldLine
          amount={addDecimals(personal.map((hold) => hold.amount)) ?? '0'}
          currency={envelope.currency}
        >
          in personal envelopes, together
        </HoldLine>
      ) : null}
    </Part>
  );
}

function HoldLine({ amount, currency, children }: { amount: string; currency: string; children: ReactNode }) {
  return (
    <div className="flex items-baseline gap-x-3 border-b border-line py-1.5 text-[13px]">
      <span className="min-w-0 flex-1">{children}</span>
      <span className="font-[560]">
        <Money value={amount} currency={currency} />
      </span>
    </div>
  );
}

/** Who asked for more here, and what came of it. */
export function RequestsPart({ envelope }: { envelope: BudgetEnvelope }) {
  const { data, error, refetch } = useRequestsOf(envelope.id);
  const { settings } = useSurroundings();
  const open = data?.requests.filter((r) => r.state === 'open') ?? [];
  const past = data?.requests.filter((r) => r.state !== 'open') ?? [];
  return (
    <Part title="Requests for more">
      {error ? <Failure error={error} onRetry={() => refetch()} /> : null}
      {!data && !error ? <Skeleton height={40} /> : null}
      {data?.requests.length === 0 ? none('Nobody has asked for more.') : null}
      {open.length > 0 ? (
        <ul>
          {open.map((request) => (
            <RequestCard key={request.id} request={request} envelope={envelope} />
          ))}
        </ul>
      ) : null}
      {past.map((request) => (
        <PastRequest key={request.id} request={request} timeZone={settings.time_zone} />
      ))}
    </Part>
  );
}

const stateWords: Record<BudgetRequest['state'], string> = {
  open: 'open',
  approved: 'approved',
  declined: 'declined',
  withdrawn: 'taken back',
};

function PastRequest({ request, timeZone }: { request: BudgetRequest; timeZone: string }) {
  return (
    <div className="border-b border-line py-1.5 text-[13px]">
      <div className="flex flex-wrap items-baseline gap-x-2">
        <Tag tone={request.state === 'approved' ? 'good' : 'plain'}>{stateWords[request.state]}</Tag>
        <span>
          <Money value={request.approved_amount ?? request.amount} currency={request.currency} opened />{' '}
          {untilWords(request, timeZone)}, asked by {request.requested_by_name}
        </span>
        <span className="ml-auto text-mute">
          {moment(request.decided_at ?? request.requested_at, timeZone)}
        </span>
      </div>
      <p className="text-mute">
        “{request.reason}”{request.decided_by_name ? ` Answered by ${request.decided_by_name}` : ''}
        {request.note ? `: “${request.note}”` : request.decided_by_name ? '.' : ''}
        {request.taken_back && Number(request.taken_back) > 0 ? (
          <>
            {' '}
            <Money value={request.taken_back} currency={request.currency} /> went back unspent.
          </>
        ) : null}
      </p>
    </div>
  );
}

/** Earlier periods; one of them can be opened as the burn-down above. */
export function PeriodsPart({ envelope, shown }: { envelope: BudgetEnvelope; shown: string | undefined }) {
  const { data, error, refetch } = usePeriods(envelope.id);
  const { change } = useView();
  const current = shown ?? envelope.balance?.period_key;
  return (
    <Part title="Periods">
      {error ? <Failure error={error} onRetry={() => refetch()} /> : null}
      {!data && !error ? <Skeleton height={80} /> : null}
      {data ? (
        <table className="table dense">
          <thead>
            <tr>
              <th scope="col">Days</th>
              <th scope="col" className="n">
                Limit
              </th>
              <th scope="col" className="n">
                Spent
              </th>
              <th scope="col" className="n">
                Used
              </th>
              <th scope="col" className="n max-sm:hidden">
                Expired
              </th>
            </tr>
          </thead>
          <tbody>
            {data.periods.map((period) => (
              <tr key={period.period_key} data-active={period.period_key === current}>
                <td>
                  <button
                    type="button"
                    className="text-left hover:text-accent"
                    aria-current={period.period_key === current}
                    title="Show its burn-down"
                    onClick={() =>
                      change({
                        period:
                          period.period_key === envelope.balance?.period_key ? undefined : period.period_key,
                      })
                    }
                  >
                    {periodDays(period)}
                  </button>
                </td>
                <td className="n">
                  <Money value={period.limit} currency={envelope.currency} />
                </td>
                <td className="n">
                  <Money value={period.spent} currency={envelope.currency} />
                </td>
                <td className="n">{percentWords(period.percent === null ? null : Number(period.percent))}</td>
                <td className="n max-sm:hidden">
                  <Money
                    value={period.state === 'ended' ? period.expired : null}
                    currency={envelope.currency}
                  />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : null}
    </Part>
  );
}

/** What moved this envelope’s money, each down to its postings in the ledger. */
export function TransactionsPart({ envelope }: { envelope: BudgetEnvelope }) {
  const list = useTransactions(envelope.id);
  const transactions = list.data?.pages.flatMap((page) => page.transactions) ?? [];
  return (
    <Part title="Transactions">
      {list.error ? <Failure error={list.error} onRetry={() => list.refetch()} /> : null}
      {!list.data && !list.error ? <Skeleton height={80} /> : null}
      {list.data && transactions.length === 0 ? none('No money has moved here yet.') : null}
      <ul>
        {transactions.map((transaction) => (
          <TransactionLine key={transaction.id} transaction={transaction} currency={envelope.currency} />
        ))}
      </ul>
      {list.hasNextPage ? (
        <Button className="mt-2" disabled={list.isFetchingNextPage} onClick={() => list.fetchNextPage()}>
          Show earlier ones
        </Button>
      ) : null}
    </Part>
  );
}

const pocketNames: Record<EnvelopeTransaction['lines'][number]['pocket'], string> = {
  appropriation: 'given',
  available: 'free',
  leased: 'lent to gateways',
  reserved: 'held',
  spent: 'spent',
  expired: 'expired',
  overdraft: 'without cover',
};

function TransactionLine({ transaction, currency }: { transaction: EnvelopeTransaction; currency: string }) {
  // The source of the money is the other side of what became free: people read one of them.
  const told = transaction.lines.filter((line) => line.pocket !== 'appropriation');
  return (
    <li className="border-b border-line py-1.5 text-[13px]">
      <div className="flex flex-wrap items-baseline gap-x-3">
        <span className="text-mute">{bucketWords(transaction.occurred_on, 'day')}</span>
        <span className="min-w-0 flex-1">{sentence(transaction.memo || transaction.kind)}</span>
        <LedgerLink id={transaction.id} />
      </div>
      <p className="text-mute">
        {(told.length > 0 ? told : transaction.lines).map((line, i) => (
          <span key={line.pocket}>
            {i > 0 ? ', ' : ''}
            {pocketNames[line.pocket]} <Signed amount={line.amount} currency={currency} />
          </span>
        ))}
      </p>
    </li>
  );
}

function Signed({ amount, currency }: { amount: string; currency: string }) {
  return (
    <>
      {amount.startsWith('-') ? '' : '+'}
      <Money value={amount} currency={currency} />
    </>
  );
}

/** Who changed the envelope itself, and what. */
export function ChangesPart({ changes }: { changes: readonly EnvelopeChangeEntry[] }) {
  const { settings } = useSurroundings();
  if (changes.length === 0) return null;
  const deeds = { create: 'made it', change: 'changed it', close: 'closed it' };
  return (
    <Part title="Changes">
      <ul>
        {changes.map((entry) => (
          <li key={entry.version} className="border-b border-line py-1.5 text-[13px]">
            {entry.by_name} {deeds[entry.action]}{' '}
            <span className="text-mute">{moment(entry.at, settings.time_zone)}</span>
            {entry.action === 'change' ? (
              <p className="text-mute">
                {entry.changes
                  .map((c) => `${c.field.replaceAll('_', ' ')}: ${c.before ?? 'none'} → ${c.after}`)
                  .join('; ')}
              </p>
            ) : null}
          </li>
        ))}
      </ul>
    </Part>
  );
}
