import type { ImportProgress } from '@exchequer/model/contract';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { client } from '../../api/client.ts';
import { Amount } from '../../components/amount.tsx';
import { groupDigits } from '../../format/number.ts';
import { bytes, span } from '../../format/time.ts';
import { useSurroundings } from '../../state/context.tsx';
import { useView } from '../../state/view.ts';
import { ended, secondsLeft } from './time-left.ts';

const words: Record<ImportProgress['state'], string> = {
  planning: 'Looking at the files',
  reading: 'Reading',
  booking: 'Booking',
  done: 'Done',
  failed: 'Failed',
};

/** One import on its way, then what it brought. */
export function Progress({ first }: { first: ImportProgress }) {
  const { workspace } = useView();
  const { now } = useSurroundings();
  const queries = useQueryClient();
  const { data: p = first } = useQuery({
    queryKey: ['import', workspace, first.id],
    queryFn: () => client.source.importProgress({ workspace, id: first.id }),
    refetchInterval: (query) => (query.state.data && ended(query.state.data) ? false : 700),
  });
  const done = ended(p);
  useEffect(() => {
    if (done) queries.invalidateQueries({ predicate: (query) => query.queryKey[0] !== 'import' });
  }, [done, queries]);
  const left = secondsLeft(p, now());
  const share = p.bytes > 0 ? p.bytes_done / p.bytes : done ? 1 : 0;
  return (
    <div className="mt-3 rounded-md border border-edge bg-sheet px-4 py-3" aria-live="polite">
      <div className="flex flex-wrap items-baseline justify-between gap-x-4 text-[13px]">
        <span>
          <b className="font-[560]">{words[p.state]}</b> <code className="break-all">{p.place}</code>
        </span>
        <span className="text-mute">
          {p.files_done.toLocaleString('en-US')} of {p.files.toLocaleString('en-US')} files
          {p.bytes > 0 ? ` · ${bytes(p.bytes_done)} of ${bytes(p.bytes)}` : ''}
          {left === null ? '' : ` · ${span(left)} left`}
        </span>
      </div>
      <progress
        className="mt-2 h-1.5 w-full appearance-none overflow-hidden rounded-sm bg-line [&::-moz-progress-bar]:bg-accent [&::-webkit-progress-bar]:bg-line [&::-webkit-progress-value]:bg-accent"
        value={share}
        max={1}
        aria-label="Share of the import that is read"
      />
      <p className="mt-1.5 text-[13px] text-mute">
        {groupDigits(String(p.requests_added))} requests and <Amount value={p.tokens_added} unit="tokens" />{' '}
        tokens added · {groupDigits(String(p.duplicates))} duplicates collapsed
        {p.files_unchanged > 0 ? ` · ${groupDigits(String(p.files_unchanged))} files unchanged` : ''}
        {p.quarantined > 0 ? ` · ${groupDigits(String(p.quarantined))} quarantined` : ''}
        {p.unpriced_models.length > 0 ? ` · without a price: ${p.unpriced_models.join(', ')}` : ''}
        {p.missing_output_tokens === '0'
          ? ''
          : ` · a lower bound: ${groupDigits(p.missing_output_tokens)} output tokens proven missing`}
      </p>
      {p.error ? (
        <p className="mt-1 text-[13px]">
          <span className="text-stop">{p.error}</span> <span className="text-mute">{p.fix}</span>
        </p>
      ) : null}
    </div>
  );
}
