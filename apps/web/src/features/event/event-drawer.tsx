import type { UsageEventDetail } from '@exchequer/model/contract';
import { useQuery } from '@tanstack/react-query';
import { client } from '../../api/client.ts';
import { Amount } from '../../components/amount.tsx';
import { Drawer, Facts, Part } from '../../components/drawer.tsx';
import { Failure, Skeleton } from '../../components/empty.tsx';
import { addDecimals } from '../../components/stack.ts';
import { exact, groupDigits } from '../../format/number.ts';
import { moment } from '../../format/time.ts';
import { className, classOrder, valueLabel } from '../../state/labels.ts';
import { useView } from '../../state/view.ts';
import { InTheBooks } from './in-the-books.tsx';

/** One call to a model, down to the record it came from. No prompt and no answer is ever kept. */
export function EventDrawer({ id, onClose }: { id: string; onClose: () => void }) {
  const { workspace, range } = useView();
  const { data, error, refetch } = useQuery({
    queryKey: ['event', workspace, id],
    queryFn: () => client.usage.get({ workspace, id }),
  });
  const zone = range.time_zone;
  const title = data ? data.model : 'Event';
  const sub = data ? `${data.tool}, ${moment(data.occurred_at, zone, true)} ${zone}` : <code>{id}</code>;
  return (
    <Drawer title={title} sub={sub} onClose={onClose}>
      {error ? (
        <div className="mt-6">
          <Failure error={error} onRetry={() => refetch()} />
        </div>
      ) : null}
      {!data && !error ? <Skeleton height={420} className="mt-6" /> : null}
      {data ? <Detail event={data} zone={zone} /> : null}
    </Drawer>
  );
}

function Detail({ event, zone }: { event: UsageEventDetail; zone: string }) {
  return (
    <>
      <Summary event={event} />
      <Computation event={event} />
      <Price event={event} zone={zone} />
      <Source event={event} />
      <Attribution event={event} />
      <Bookings event={event} zone={zone} />
      <InTheBooks id={event.id} zone={zone} />
      <SameCall event={event} />
    </>
  );
}

function Summary({ event }: { event: UsageEventDetail }) {
  const bound = event.lower_bound;
  return (
    <div className="mt-5 grid grid-cols-2 gap-4">
      <div>
        <div className="text-[12.5px] text-mute">Tokens</div>
        <div className="text-[22px] font-[600] tracking-[-0.02em]">
          <Amount value={event.tokens.total} unit="tokens" opened bound={bound} />
        </div>
      </div>
      <div>
        <div className="text-[12.5px] text-mute">Cost at list price</div>
        <div className="text-[22px] font-[600] tracking-[-0.02em]">
          {event.cost_list === null ? (
            <span className="text-warn">unpriced</span>
          ) : (
            <Amount value={event.cost_list} unit="usd" opened bound={bound} />
          )}
        </div>
        {event.cost_list !== null ? (
          <div className="text-[12.5px] text-mute">
            contracted {event.cost_contracted ? exact(event.cost_contracted, 'usd') : '–'} · added{' '}
            {event.cost_marginal ? exact(event.cost_marginal, 'usd') : '–'}
          </div>
        ) : null}
      </div>
      {bound ? (
        <p className="col-span-2 border-l-2 border-warn pl-3 text-[13px] text-mute">
          A lower bound: this source records less output than was produced.
          {event.missing_output === '0'
            ? ''
            : ` ${groupDigits(event.missing_output)} output tokens are proven to be missing here.`}
        </p>
      ) : null}
    </div>
  );
}

/** The lines the server computed; where nothing is priced, the token classes alone. */
function Computation({ event }: { event: UsageEventDetail }) {
  const priced = event.computation.length > 0;
  const tokens = Object.entries(event.tokens).filter(
    ([key, n]) => key !== 'total' && key !== 'reasoning' && n !== null && n !== '0',
  );
  const lines = priced
    ? event.computation
    : tokens.map(([token_class, n]) => ({
        token_class,
        tokens: n ?? '0',
        usd_per_million: null,
        cost: null,
      }));
  const ordered = [...lines].sort(
    (a, b) => classOrder.indexOf(a.token_class) - classOrder.indexOf(b.token_class),
  );
  const sum = addDecimals(event.computation.map((line) => line.cost));
  return (
    <Part title="How the cost is computed">
      <table className="table">
        <thead>
          <tr>
            <th scope="col">Token class</th>
            <th scope="col" className="n">
              Tokens
            </th>
            <th scope="col" className="n">
              $ / M
            </th>
            <th scope="col" className="n">
              Cost
            </th>
          </tr>
        </thead>
        <tbody>
          {ordered.map((line) => (
            <tr key={line.token_class}>
              <td>{className(line.token_class)}</td>
              <td className="n">{groupDigits(line.tokens)}</td>
              <td className="n text-mute">
                {line.usd_per_million === null ? '–' : groupDigits(line.usd_per_million)}
              </td>
              <td className="n">{line.cost === null ? '–' : exact(line.cost, 'usd')}</td>
            </tr>
          ))}
          <tr className="total">
            <td>Sum</td>
            <td className="n">{groupDigits(event.tokens.total)}</td>
            <td />
            <td className="n">{sum === null ? 'unpriced' : exact(sum, 'usd')}</td>
          </tr>
        </tbody>
      </table>
      {event.tokens.reasoning ? (
        <p className="mt-1 text-[12.5px] text-mute">
          Of the output, {groupDigits(event.tokens.reasoning)} tokens are reasoning.
        </p>
      ) : null}
      {event.reported_cost ? (
        <p className="mt-1 text-[12.5px] text-mute">
          The source itself states {exact(event.reported_cost, 'usd')}.
        </p>
      ) : null}
    </Part>
  );
}

function Price({ event, zone }: { event: UsageEventDetail; zone: string }) {
  const { price } = event;
  if (!price) {
    return (
      <Part title="Price">
        <p className="py-1.5 text-[13px] text-mute">
          No price is known for {event.provider} {event.model}. The tokens are counted; the cost stands in
          suspense until someone prices the model.
        </p>
      </Part>
    );
  }
  const from = price.valid_from ? moment(price.valid_from, zone) : 'always';
  return (
    <Part title="Price">
      <Facts
        facts={[
          ['Price row', <code key="id">{price.id}</code>],
          ['Model', `${price.provider} ${price.model}`],
          ['Valid', `${from} – ${price.valid_to ? moment(price.valid_to, zone) : 'open'}`],
          ['Source', price.source],
          ['Observed', moment(price.observed_at, zone)],
          [
            'Tier',
            [event.service_tier, event.speed === 'standard' ? '' : event.speed, event.region]
              .filter(Boolean)
              .join(', '),
          ],
          ['Billing', event.billing_mode],
        ]}
      />
    </Part>
  );
}

function Source({ event }: { event: UsageEventDetail }) {
  const place = event.source_file
    ? `${event.source_file}${event.source_line === null ? '' : `:${event.source_line}`}`
    : '';
  return (
    <Part title="Source record">
      <Facts
        facts={[
          ['Source', event.source],
          [
            'File',
            place ? (
              <code key="f" className="break-all">
                {place}
              </code>
            ) : null,
          ],
          [
            'Its own id',
            <code key="i" className="break-all">
              {event.source_event_id}
            </code>,
          ],
          [
            'Event',
            <code key="e" className="break-all">
              {event.id}
            </code>,
          ],
          ['Model asked for', event.model_requested === event.model ? null : event.model_requested],
          [
            'Session',
            event.session_id ? (
              <code key="s" className="break-all">
                {event.session_id}
              </code>
            ) : null,
          ],
          ['Thread', event.thread],
          ['Repository', event.repo ? valueLabel('repo', event.repo) : null],
          ['Branch', event.branch],
          ['Commit', event.commit ? <code key="c">{event.commit}</code> : null],
          ['Project', event.project],
          ['Workflow', event.workflow],
          ['Notes', event.flags.join(', ')],
        ]}
      />
    </Part>
  );
}

function Attribution({ event }: { event: UsageEventDetail }) {
  const { attribution } = event;
  const identity = attribution.identity_kind
    ? `${attribution.identity_kind.replace('_', ' ')}${attribution.identity ? ` ${attribution.identity}` : ' (shown to the person and to admins)'}`
    : 'the record names nobody';
  return (
    <Part title="Attribution">
      <ol className="text-[13px]">
        {[identity, attribution.rule, attribution.team ? `team ${attribution.team}` : 'no team: unattributed']
          .filter(Boolean)
          .map((step, i) => (
            <li key={step} className="flex gap-3 border-b border-line py-[5px]">
              <span className="text-mute">{i + 1}</span>
              {step}
            </li>
          ))}
      </ol>
    </Part>
  );
}

function Bookings({ event, zone }: { event: UsageEventDetail; zone: string }) {
  return (
    <Part title="Bookings" aside="what the journal holds, oldest first">
      <table className="table">
        <thead>
          <tr>
            <th scope="col">Recorded</th>
            <th scope="col">Why</th>
            <th scope="col" className="n">
              Requests
            </th>
            <th scope="col" className="n">
              Tokens
            </th>
            <th scope="col" className="n">
              Cost
            </th>
          </tr>
        </thead>
        <tbody>
          {event.bookings.map((row) => (
            <tr key={`${row.batch_id}${row.recorded_at}${row.reason}${row.tokens}`}>
              <td className="whitespace-nowrap">{moment(row.recorded_at, zone, true)}</td>
              <td>{row.reason}</td>
              <td className="n">{groupDigits(row.requests)}</td>
              <td className="n">{groupDigits(row.tokens)}</td>
              <td className="n">{exact(row.cost_list, 'usd')}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Part>
  );
}

function SameCall({ event }: { event: UsageEventDetail }) {
  const { change } = useView();
  // Of one call exactly one record counts: two that count are two calls.
  const collapsed = event.same_call.filter((twin) => twin.id !== event.id && twin.metered !== event.metered);
  return (
    <Part
      title="The same call elsewhere"
      aside={
        event.metered
          ? 'this record is the one that counts'
          : 'another record counts; this one is compared only'
      }
    >
      {collapsed.length === 0 ? (
        <p className="py-1.5 text-[13px] text-mute">No other source reports this call.</p>
      ) : null}
      {collapsed.map((twin) => (
        <div
          key={twin.id}
          className="flex items-baseline justify-between gap-4 border-b border-line py-1.5 text-[13px]"
        >
          <button type="button" className="link" onClick={() => change({ event: twin.id })}>
            {twin.source}
          </button>
          <span className="text-mute">{twin.metered ? 'counts' : 'collapsed, not counted'}</span>
          <Amount value={twin.tokens} unit="tokens" opened />
        </div>
      ))}
    </Part>
  );
}
