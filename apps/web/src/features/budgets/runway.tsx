import type { RunwayView } from '@exchequer/model/contract';
import { useQuery } from '@tanstack/react-query';
import { client } from '../../api/client.ts';
import { useWorkspace } from '../../state/view.ts';
import { outBeforeReset, runwayBand } from './runway-words.ts';

/** How long what is left of each envelope lasts, by envelope. */
export function useRunways(): ReadonlyMap<string, RunwayView> {
  const workspace = useWorkspace();
  const { data } = useQuery({
    queryKey: ['forecast', 'runway', workspace],
    queryFn: () => client.forecast.runway({ workspace }),
    staleTime: 60_000,
    retry: false,
  });
  return new Map(data?.envelopes.map((one) => [one.envelope_id, one]));
}

/** Under the burn-down of an envelope: how long it lasts, as a range, and how sure that is. */
export function RunwayNote({ envelopeId }: { envelopeId: string }) {
  const runway = useRunways().get(envelopeId);
  if (!runway || (runway.days === null && runway.label === 'no-spend')) return null;
  const out = outBeforeReset(runway);
  return (
    <p className="mt-2 text-[12.5px] text-mute">
      <span className="font-[560] text-ink">Lasts {runwayBand(runway)}</span>
      {out ? `; ${out}` : ''}.
    </p>
  );
}
