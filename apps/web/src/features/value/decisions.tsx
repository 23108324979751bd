import type { DecisionLatency, DecisionView } from '@exchequer/model/contract';
import { useQuery } from '@tanstack/react-query';
import { client } from '../../api/client.ts';
import { CsvForm } from '../../components/csv-form.tsx';
import { Failure, Skeleton } from '../../components/empty.tsx';
import { HeroCell, HeroLine, HeroName, HeroNote, HeroValue } from '../../components/hero-line.tsx';
import { Section } from '../../components/section.tsx';
import { Tag } from '../../components/tag.tsx';
import { moment, span } from '../../format/time.ts';
import { useIsAdmin } from '../../state/context.tsx';
import { useView } from '../../state/view.ts';

const shownDecisions = 20;

const example =
  'id,kind,title,signal_at,detected_at,decided_at,acted_at\nd-1,pricing,Lower the entry price,2026-11-02T08:00:00Z,2026-11-02T09:10:00Z,2026-11-03T15:00:00Z,2026-11-05T10:00:00Z';

/** From signal to action, open decisions included: leaving them out would flatter the figure. */
export function Decisions() {
  const { workspace, range } = useView();
  const admin = useIsAdmin();
  const latency = useQuery({
    queryKey: ['decision-latency', workspace, range],
    queryFn: () => client.decision.latency({ workspace, range }),
  });
  const list = useQuery({
    queryKey: ['decisions', workspace, range],
    queryFn: () => client.decision.list({ workspace, range, limit: shownDecisions }),
  });
  const error = latency.error ?? list.error;
  return (
    <Section
      id="decisions"
      title="Decisions"
      sub="Signal, detected, decided, acted, reviewed. Open ones count as waiting until now."
    >
      {error ? (
        <Failure error={error} onRetry={() => Promise.all([latency.refetch(), list.refetch()])} />
      ) : null}
      {!error && (!latency.data || !list.data) ? <Skeleton height={140} /> : null}
      {latency.data && latency.data.decisions > 0 ? (
        <div className="[&>section]:border-t-0">
          <Latency latency={latency.data} />
        </div>
      ) : null}
      {latency.data?.decisions === 0 ? (
        <p className="py-2 text-[13px] text-mute">No decision has its signal in this range.</p>
      ) : null}
      {list.data && list.data.decisions.length > 0 ? <Log decisions={list.data.decisions} /> : null}
      {admin ? (
        <CsvForm
          label="Record decisions from a CSV file"
          example={example}
          run={(text, dry) => client.decision.import({ workspace, text, dry_run: dry })}
          says={({ added, changed }) => `${added} added, ${changed} changed`}
        />
      ) : null}
    </Section>
  );
}

function Latency({ latency }: { latency: DecisionLatency }) {
  const never = 'too many are open to tell';
  const told = (seconds: number | null) => (seconds === null ? '–' : span(seconds));
  const stage = (name: 'detect' | 'decide' | 'act') =>
    told(latency.stages.find((s) => s.stage === name)?.p50_seconds ?? null);
  return (
    <HeroLine label="Decision latency">
      <Told
        name="Half acted on within"
        note={latency.p50_seconds === null ? never : 'median, signal to action'}
      >
        {told(latency.p50_seconds)}
      </Told>
      <Told name="Nine of ten within" note={latency.p90_seconds === null ? never : '90th percentile'}>
        {told(latency.p90_seconds)}
      </Told>
      <Told name="Decisions" note={`${latency.open} still open`}>
        {latency.decisions}
      </Told>
      <Told name="To detect" note="median">
        {stage('detect')}
      </Told>
      <Told name="To decide, to act" note="medians">
        {stage('decide')}, {stage('act')}
      </Told>
    </HeroLine>
  );
}

function Told({ name, note, children }: { name: string; note: string; children: React.ReactNode }) {
  return (
    <HeroCell>
      <HeroName>{name}</HeroName>
      <HeroValue>{children}</HeroValue>
      <HeroNote>{note}</HeroNote>
    </HeroCell>
  );
}

function Log({ decisions }: { decisions: readonly DecisionView[] }) {
  const { range } = useView();
  return (
    <table className="table cards mt-4" aria-label="Decisions">
      <thead>
        <tr>
          <th scope="col">Decision</th>
          <th scope="col">Kind</th>
          <th scope="col">Signal</th>
          <th scope="col" className="n">
            Took
          </th>
          <th scope="col" className="n">
            Inputs ready
          </th>
          <th scope="col">State</th>
        </tr>
      </thead>
      <tbody>
        {decisions.map((one) => (
          <tr key={one.id}>
            <td className="head">{one.title}</td>
            <td data-label="Kind">{one.kind}</td>
            <td className="text-mute" data-label="Signal">
              {moment(one.signal_at, range.time_zone)}
            </td>
            <td className="n" data-label="Took">
              {span(one.latency_seconds)}
            </td>
            <td className="n" data-label="Inputs ready">
              {one.inputs.length === 0 ? '–' : `${one.inputs_ready} of ${one.inputs.length}`}
            </td>
            <td data-label="State">
              <Tag tone={one.state === 'open' ? 'warn' : 'plain'}>
                {one.reversed_at ? 'reversed' : one.state}
              </Tag>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
