import type { SourceHealth } from '@exchequer/model/contract';
import { Link } from '@tanstack/react-router';
import { Amount } from '../../components/amount.tsx';
import { groupDigits } from '../../format/number.ts';
import { ago, span } from '../../format/time.ts';
import { useSurroundings } from '../../state/context.tsx';
import { writeFilter } from '../../state/filter.ts';
import { carried } from '../../state/search.ts';
import { useView } from '../../state/view.ts';

const states: Record<SourceHealth['state'], { word: string; tone: string; mark: string }> = {
  healthy: { word: 'healthy', tone: 'text-good', mark: 'M5 1a4 4 0 1 1 0 8a4 4 0 0 1 0-8z' },
  stale: { word: 'stale', tone: 'text-warn', mark: 'M5 1l4.5 8h-9z' },
  failing: { word: 'failing', tone: 'text-stop', mark: 'M1 1h8v8h-8z' },
  empty: {
    word: 'no data yet',
    tone: 'text-mute',
    mark: 'M5 2a3 3 0 1 1 0 6a3 3 0 0 1 0-6zm0 1a2 2 0 1 0 0 4a2 2 0 0 0 0-4z',
  },
};

const columns: readonly (readonly [name: string, meaning: string])[] = [
  ['Newest', 'Time of the newest usage'],
  ['Heard', 'When the newest record was taken in'],
  ['Lag', 'Median delay between a call and our learning of it'],
  ['Events', 'Calls counted'],
  ['Tokens', 'Tokens counted'],
  ['Duplicates', 'Records that repeat a call already counted, collapsed'],
  ['Superseded', 'Calls that a better source also reports, compared and not counted'],
  ['Conflicts', 'Records that contradict what was counted; they wait in the quarantine'],
  ['To settle', 'Quarantined, unpriced and unattributed'],
];

/** Every source on one line: how fresh, how much, what was collapsed and what is left to settle. */
export function HealthTable({ sources }: { sources: readonly SourceHealth[] }) {
  const { now } = useSurroundings();
  return (
    <div className="mt-5 overflow-x-auto">
      <table className="table cards border-t border-ink">
        <thead>
          <tr>
            <th scope="col">Source</th>
            <th scope="col">State</th>
            {columns.map(([name, meaning]) => (
              <th key={name} scope="col" className="n" title={meaning}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {sources.map((source) => (
            <Row key={source.source} source={source} now={now()} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({ source, now }: { source: SourceHealth; now: Date }) {
  const view = useView();
  const state = states[source.state];
  const count = (value: string) =>
    value === '0' ? <span className="text-mute">0</span> : groupDigits(value);
  return (
    <tr data-row>
      <td className="head py-2">
        <Link
          to="/w/$ws/explore"
          params={{ ws: view.workspace }}
          search={{
            ...carried(view.search),
            f: [writeFilter({ dimension: 'source', op: 'is', values: [source.source] })],
          }}
          className="font-[550] hover:text-accent"
        >
          {source.name}
        </Link>
        <div className="text-[12.5px] font-normal text-mute">
          <code>{source.source}</code>
          {source.lower_bound
            ? ` · a lower bound${source.missing_output_tokens === '0' ? '' : `: ${groupDigits(source.missing_output_tokens)} output tokens proven missing`}`
            : ''}
        </div>
      </td>
      <td data-label="State">
        <span className={`inline-flex items-center gap-1.5 whitespace-nowrap ${state.tone}`}>
          <svg width="10" height="10" viewBox="0 0 10 10" aria-hidden="true">
            <path d={state.mark} fill="currentColor" />
          </svg>
          {state.word}
        </span>
      </td>
      <td className="n" data-label="Newest">
        {source.newest_event_at ? ago(source.newest_event_at, now) : '–'}
      </td>
      <td className="n" data-label="Heard">
        {source.last_recorded_at ? ago(source.last_recorded_at, now) : '–'}
      </td>
      <td className="n" data-label="Lag">
        {source.lag_seconds === null ? '–' : span(source.lag_seconds)}
      </td>
      <td className="n" data-label="Events">
        {count(source.events)}
      </td>
      <td className="n" data-label="Tokens">
        <Amount value={source.tokens} unit="tokens" bound={source.lower_bound} />
      </td>
      <td className="n" data-label="Duplicates">
        {count(source.duplicates)}
      </td>
      <td className="n" data-label="Superseded">
        {count(source.superseded)}
      </td>
      <td className="n" data-label="Conflicts">
        {count(source.conflicts)}
      </td>
      <td className="n" data-label="To settle">
        <ToSettle source={source} />
      </td>
    </tr>
  );
}

function ToSettle({ source }: { source: SourceHealth }) {
  const open = [
    [source.quarantined, 'quarantined', '#quarantine'],
    [source.unpriced_requests, 'unpriced', '#unpriced'],
    [source.unattributed_requests, 'unattributed', '#unattributed'],
  ].filter(([n]) => n !== '0');
  if (open.length === 0) return <span className="text-mute">nothing</span>;
  return (
    <span className="inline-flex flex-col">
      {open.map(([n, word, hash]) => (
        <a key={word} href={hash} className="text-warn underline underline-offset-3">
          {groupDigits(n ?? '0')} {word}
        </a>
      ))}
    </span>
  );
}
