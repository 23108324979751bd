import type { BudgetEnvelope } from '@exchequer/model/contract';
import { Failure, Skeleton } from '../../components/empty.tsx';
import { Section } from '../../components/section.tsx';
import { ago } from '../../format/time.ts';
import { useSurroundings } from '../../state/context.tsx';
import { useView } from '../../state/view.ts';
import { useAlerts, useOpenRequests } from './reads.ts';
import { RequestCard } from './request-card.tsx';
import { capital, some } from './words.ts';

const alertsShown = 5;

/** What waits for somebody: requests for more, and below them the thresholds that were passed. */
export function Inbox({ envelopes }: { envelopes: readonly BudgetEnvelope[] }) {
  const { data, error, refetch } = useOpenRequests();
  const count = data?.length ?? 0;
  return (
    <div className="min-w-0 max-lg:order-1 [&>section:first-child]:mt-0">
      <Section
        id="requests"
        title={
          count === 0
            ? 'No request waits'
            : `${capital(some(count))} ${count === 1 ? 'request waits' : 'requests wait'}`
        }
      >
        {error ? <Failure error={error} onRetry={() => refetch()} /> : null}
        {!data && !error ? <Skeleton height={120} /> : null}
        {data && count === 0 ? (
          <p className="text-[13px] text-mute">Whoever asks for more stands here until somebody answers.</p>
        ) : null}
        <ul>
          {data?.map((request) => (
            <RequestCard
              key={request.id}
              request={request}
              envelope={envelopes.find((e) => e.id === request.envelope_id)}
            />
          ))}
        </ul>
      </Section>
      {count < 3 ? <Alerts envelopes={envelopes} /> : null}
    </div>
  );
}

/** Thresholds that spend passed. Persons are told themselves; nobody else is shown theirs. */
function Alerts({ envelopes }: { envelopes: readonly BudgetEnvelope[] }) {
  const { data } = useAlerts();
  const { now } = useSurroundings();
  const { change } = useView();
  const personal = new Set(envelopes.filter((e) => e.kind === 'person').map((e) => e.id));
  const shown = data?.alerts.filter((alert) => !personal.has(alert.envelope_id)).slice(0, alertsShown) ?? [];
  if (shown.length === 0) return null;
  return (
    <section className="mt-7" aria-labelledby="alerts-title">
      <h2 id="alerts-title" className="mb-1 border-b border-ink pb-1.5 text-[15px] font-semibold">
        Thresholds passed
      </h2>
      <ul>
        {shown.map((alert) => (
          <li key={alert.id} className="flex items-baseline gap-3 border-b border-line py-1.5 text-[13px]">
            <button
              type="button"
              className="min-w-0 flex-1 text-left hover:text-accent"
              onClick={() => change({ envelope: alert.envelope_id })}
            >
              {alert.envelope_name}
            </button>
            <span className={alert.threshold >= 80 ? 'text-warn' : ''}>{alert.threshold} %</span>
            <span className="w-20 text-right text-mute">{ago(alert.at, now())}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
