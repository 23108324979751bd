import type { RunwayView } from '@exchequer/model/contract';
import { useQuery } from '@tanstack/react-query';
import { client } from '../../api/client.ts';
import { useWorkspace } from '../../state/view.ts';

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

const number = (days: number) => (days < 10 ? days.toFixed(1) : String(Math.floor(days)));

/** The days between which it is used up, such as `12–17 days (80 %)`. */
export function runwayBand({ low, high, horizon_days, label }: RunwayView): string {
  if (label === 'no-spend') return 'nothing is being spent';
  if (label === 'short') return 'too short a past for a range';
  if (low === null) return `over ${horizon_days} days (80 %)`;
  const to = high === null ? `over ${horizon_days}` : number(high);
  const range = high !== null && number(low) === to ? to : `${number(low)}–${to}`;
  return `${range} days (80 %)`;
}

/** How likely it is to run out before it is filled again; nothing where that cannot be told. */
export function outBeforeReset({ out_before_reset: out }: RunwayView): string | null {
  if (out === null) return null;
  if (out === 0) return 'in no course used up before it is filled again';
  return `${Math.max(1, Math.round(out * 100))} % likely used up before it is filled again`;
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
