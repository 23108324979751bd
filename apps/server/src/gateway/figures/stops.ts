import type { GateFaultKind } from '@exchequer/model';
import type { GateStop } from '@exchequer/store/gate';

/** Refusals that take time from a person; others are mistakes that their client mends. */
const stopping: readonly string[] = ['budget-exhausted', 'rate-limited'] satisfies GateFaultKind[];

const minuteMs = 60_000;
/** So many minutes are told again, should the books have been away. */
const keptMinutes = 90;

/** When calls of persons were stopped, until the tower was told. */
export class Stops {
  readonly #kept = new Map<string, GateStop>();
  readonly #changed = new Set<GateStop>();

  record(stop: { workspace: string; workerId: string; refused: string }, at: Date): void {
    if (stop.workerId === '' || !stopping.includes(stop.refused)) return;
    const { workspace, workerId } = stop;
    const startMs = Math.floor(at.getTime() / minuteMs) * minuteMs;
    const place = `${workspace}\n${workerId}\n${startMs}`;
    const one = this.#kept.get(place) ?? { workspace, workerId, minute: new Date(startMs), calls: 0 };
    one.calls += 1;
    this.#kept.set(place, one);
    this.#changed.add(one);
  }

  /** Minutes that changed since they were last told. */
  untold(): GateStop[] {
    const stops = [...this.#changed].map((one) => ({ ...one }));
    this.#changed.clear();
    if (stops.length > 0) this.#forgetOld();
    return stops;
  }

  /** Those could not be told; they are tried again with the next ones. */
  tellAgain(stops: readonly GateStop[]): void {
    for (const { workspace, workerId, minute } of stops) {
      const kept = this.#kept.get(`${workspace}\n${workerId}\n${minute.getTime()}`);
      if (kept) this.#changed.add(kept);
    }
  }

  #forgetOld(): void {
    const newest = Math.max(...[...this.#kept.values()].map(({ minute }) => minute.getTime()));
    for (const [place, { minute }] of this.#kept) {
      if (minute.getTime() < newest - keptMinutes * minuteMs) this.#kept.delete(place);
    }
  }
}
