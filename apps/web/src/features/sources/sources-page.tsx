import { Failure, Skeleton } from '../../components/empty.tsx';
import { PageTitle } from '../../components/section.tsx';
import { useSources } from '../../shell/freshness.tsx';
import { useIsAdmin } from '../../state/context.tsx';
import { Connect } from './connect.tsx';
import { HealthTable } from './health-table.tsx';
import { ImportSection } from './import-section.tsx';
import { HeldDeliveries, Judging, OutcomeSources, Rates } from './outcomes/index.ts';
import { Quarantine } from './quarantine.tsx';
import { Unattributed } from './unattributed.tsx';
import { Unpriced } from './unpriced.tsx';

/** Where usage and outcomes come from, how well, and what is left to settle. */
export function SourcesPage() {
  const sources = useSources();
  const admin = useIsAdmin();
  if (sources.error) return <Failure error={sources.error} onRetry={() => sources.refetch()} />;
  if (!sources.data) return <Skeleton height={320} />;
  const connected = sources.data.filter((s) => s.state !== 'empty' || s.events !== '0');
  return (
    <>
      <PageTitle title={title(connected)}>
        Each call counts once, however many sources report it. What could not be taken in, priced or
        attributed is listed below with its fix.
      </PageTitle>
      {connected.length > 0 ? <HealthTable sources={connected} /> : null}
      {admin ? <ImportSection /> : null}
      <Unpriced />
      <Unattributed />
      <Quarantine />
      <Connect />
      <OutcomeSources />
      <HeldDeliveries />
      <Judging />
      <Rates />
    </>
  );
}

function title(sources: readonly { state: string }[]): string {
  if (sources.length === 0) return 'No source is connected yet';
  const well = sources.filter((s) => s.state === 'healthy').length;
  if (well === sources.length)
    return (
      ['', 'The one source is healthy', 'Both sources are healthy'][well] ?? `All ${well} sources are healthy`
    );
  return `${well} of ${sources.length} sources are healthy`;
}
