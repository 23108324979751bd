import { findHolder, type GateHolder, type GateSnapshot, leafOf } from '@exchequer/store/gate';
import type { GateView, LeafClaims } from './gate.ts';

/** What callers may invent is remembered so far and no further. */
const mostHolders = 10_000;
const mostLeaves = 20_000;
/** A membership or an envelope begins and ends at some second. */
const leafMs = 1_000;

/** What of a snapshot was already worked out. */
interface Worked {
  holders: Map<string, GateHolder>;
  /** Payers of calls that claim nothing, which most do; and of the others, by what they claim. */
  plain: Map<GateHolder, string | null>;
  leaves: Map<string, string | null>;
  leavesUntilMs: number;
}

/** The newest snapshot, with what was worked out from it. */
export class SnapshotView implements GateView {
  #snapshot: GateSnapshot | null = null;
  #worked: Worked = fresh();

  replace(snapshot: GateSnapshot): void {
    this.#snapshot = snapshot;
    this.#worked = fresh();
  }

  snapshot(): GateSnapshot | null {
    return this.#snapshot;
  }

  holderOf(snapshot: GateSnapshot, secret: string): GateHolder | null {
    const { holders } = this.#worked;
    const known = holders.get(secret);
    if (known) return known;
    const found = findHolder(snapshot, secret);
    // Secrets that nobody has are not remembered: there is no end of them.
    if (found && holders.size < mostHolders) holders.set(secret, found);
    return found;
  }

  leafOf(snapshot: GateSnapshot, holder: GateHolder, { project, repo, agent }: LeafClaims, at: Date) {
    const worked = this.#worked;
    const nowMs = at.getTime();
    if (nowMs >= worked.leavesUntilMs || worked.leaves.size >= mostLeaves) {
      worked.leaves.clear();
      worked.plain.clear();
      worked.leavesUntilMs = nowMs + leafMs;
    }
    const find = () => leafOf(snapshot, holder, { project, repo, agent }, at);
    if (project === '' && repo === '' && agent === '') return remembered(worked.plain, holder, find);
    return remembered(worked.leaves, `${holder.key.id}\n${project}\n${repo}\n${agent}`, find);
  }
}

function remembered<K>(leaves: Map<K, string | null>, place: K, find: () => string | null): string | null {
  const known = leaves.get(place);
  if (known !== undefined) return known;
  const leaf = find();
  leaves.set(place, leaf);
  return leaf;
}

const fresh = (): Worked => ({
  ...{ holders: new Map(), plain: new Map(), leaves: new Map(), leavesUntilMs: 0 },
});
