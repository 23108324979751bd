import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { client } from '../api/client.ts';
import { ago } from '../format/time.ts';
import { useSurroundings } from '../state/context.tsx';
import { carried } from '../state/search.ts';
import { useWorkspace } from '../state/view.ts';

export function useSources() {
  const workspace = useWorkspace();
  return useQuery({
    queryKey: ['sources', workspace],
    queryFn: () => client.source.list({ workspace }),
    refetchInterval: 30_000,
  });
}

/** When usage last came in, and whether a source is behind. Leads to Sources. */
export function Freshness() {
  const workspace = useWorkspace();
  const { now } = useSurroundings();
  const { data } = useSources();
  if (!data) return null;
  const newest = data
    .map((s) => s.last_recorded_at ?? '')
    .sort()
    .at(-1);
  const behind = data.filter((s) => s.state === 'stale' || s.state === 'failing');
  const connected = data.some((s) => s.state !== 'empty');
  const words = !connected
    ? 'no source yet'
    : behind.length > 0
      ? `${behind.length} of ${data.length} sources behind`
      : newest
        ? `metered ${ago(newest, now())}`
        : 'no usage yet';
  return (
    <Link
      to="/w/$ws/sources"
      params={{ ws: workspace }}
      search={carried}
      className="inline-flex items-center gap-1.5 whitespace-nowrap text-mute hover:text-ink"
    >
      <svg
        width="9"
        height="9"
        viewBox="0 0 9 9"
        aria-hidden="true"
        className={behind.length > 0 ? 'text-warn' : connected ? 'text-good' : 'text-mute'}
      >
        {behind.length > 0 ? (
          <path d="M4.5 0L9 9H0z" fill="currentColor" />
        ) : (
          <circle
            cx="4.5"
            cy="4.5"
            r="3.5"
            fill={connected ? 'currentColor' : 'none'}
            stroke="currentColor"
          />
        )}
      </svg>
      {words}
    </Link>
  );
}
