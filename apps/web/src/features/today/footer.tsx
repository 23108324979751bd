import type { MetricResult } from '@exchequer/model/contract';
import { Link } from '@tanstack/react-router';
import { metric, totalOf } from '../../api/metric-keys.ts';
import { ProvenanceDot } from '../../components/provenance.tsx';
import { counted, inline } from '../../format/number.ts';
import { moment } from '../../format/time.ts';
import { carried } from '../../state/search.ts';
import { useView } from '../../state/view.ts';

/** How the figures are known, what they leave out, and as of when. */
export function Footer({ result }: { result: MetricResult }) {
  const { workspace, range } = useView();
  const { provenance } = result;
  const unpriced = totalOf(result, metric.unpricedShare).value;
  const suspense = totalOf(result, metric.suspense).value;
  const unattributed = totalOf(result, metric.unattributedShare).value;
  const sources = { to: '/w/$ws/sources', params: { ws: workspace }, search: carried } as const;
  return (
    <footer className="mt-10 border-t border-line pt-4 text-[12.5px] text-mute">
      <div className="flex flex-wrap gap-x-5 gap-y-1.5">
        <span className={Number(unpriced ?? 0) > 0 ? 'text-warn' : ''}>
          {Number(unpriced ?? 0) > 0 ? (
            <Link {...sources} hash="unpriced" className="underline underline-offset-3">
              {inline(unpriced ?? '0', 'share')} of tokens unpriced, up to {inline(suspense ?? '0', 'usd')} in
              suspense
            </Link>
          ) : (
            'Every token priced'
          )}
        </span>
        <span className={Number(unattributed ?? 0) > 0 ? 'text-warn' : ''}>
          {Number(unattributed ?? 0) > 0 ? (
            <Link {...sources} hash="unattributed" className="underline underline-offset-3">
              {inline(unattributed ?? '0', 'share')} of tokens unattributed
            </Link>
          ) : (
            'Every token attributed'
          )}
        </span>
        {provenance.duplicates_collapsed > 0 ? (
          <span>{counted(String(provenance.duplicates_collapsed), 'duplicate')} collapsed</span>
        ) : null}
      </div>
      <div className="mt-2 flex flex-wrap items-center gap-x-5 gap-y-1.5">
        {(['invoiced', 'measured', 'estimated'] as const).map((kind) => (
          <span key={kind} className="inline-flex items-center gap-1.5">
            <ProvenanceDot kind={kind} /> {kind}
          </span>
        ))}
        <span>
          Snapshot {moment(provenance.snapshot_at, range.time_zone)} · {range.time_zone} · as known now
        </span>
        {provenance.newest_event_at ? (
          <span>newest usage {moment(provenance.newest_event_at, range.time_zone)}</span>
        ) : null}
      </div>
    </footer>
  );
}
