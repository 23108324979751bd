import { type GateFault, invariant } from '@exchequer/model';
import { gateFault } from './fault.ts';
import { Recent } from './recent.ts';

const windowMinutes = 10;
const minuteMs = 60_000;
/** Different requests that are remembered over all keys. */
const mostRequests = 100_000;

/** How often one request was seen in each of the last ten minutes, by minute modulo ten. */
interface Seen {
  minute: number;
  counts: number[];
}

/** Finds agents that send the same request again and again. */
export class LoopBreaker {
  readonly #seen: Recent<Seen>;

  constructor(most = mostRequests) {
    this.#seen = new Recent(most);
  }

  /**
   * Counts a request of a key. A fault when it is the `limit`-th of its kind, or a later one, within
   * ten minutes; refused ones count, so that a loop stays broken until it pauses.
   */
  count(key: { id: string; loopLimit: number | null }, fingerprint: string, nowMs: number): GateFault | null {
    const { loopLimit } = key;
    if (loopLimit === null) return null;
    invariant(loopLimit > 0, 'a loop has at least one turn');
    const minute = Math.floor(nowMs / minuteMs);
    const seen = this.#seen.at(`${key.id} ${fingerprint}`, () => ({ minute, counts: [] }));
    forget(seen, minute);
    const at = minute % windowMinutes;
    seen.counts[at] = (seen.counts[at] ?? 0) + 1;
    let times = 0;
    for (let one = 0; one < windowMinutes; one++) times += seen.counts[one] ?? 0;
    return times >= loopLimit ? gateFault('loop-detected', { times, minutes: windowMinutes }) : null;
  }
}

/** Empties the minutes that lie between the last count and now. */
function forget(seen: Seen, minute: number): void {
  const passed = Math.min(windowMinutes, minute - seen.minute);
  for (let one = 1; one <= passed; one++) seen.counts[(seen.minute + one) % windowMinutes] = 0;
  if (passed > 0) seen.minute = minute;
}
