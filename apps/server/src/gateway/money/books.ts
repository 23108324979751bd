import type { LeaseBooks, PooledLease } from '@exchequer/core/gate';
import { invariant } from '@exchequer/model';
import type { GateLeases, HeldLease } from '@exchequer/store/gate';
import type { HeardTerm } from './term.ts';

/** The books as admission asks them: leases in PostgreSQL, by envelope. */
export class GateBooks implements LeaseBooks {
  readonly #leases: GateLeases;
  readonly #term: Pick<HeardTerm, 'lasting'>;
  readonly #held = new Map<string, HeldLease>();
  readonly #workspaces = new Map<string, string>();

  constructor(leases: GateLeases, term: Pick<HeardTerm, 'lasting'>) {
    this.#leases = leases;
    this.#term = term;
  }

  ready(): Promise<void> {
    return this.#term.lasting();
  }

  /** Said before an envelope is asked for: the books keep workspaces apart. */
  belongs(envelopeId: string, workspace: string): void {
    if (!this.#workspaces.has(envelopeId)) this.#workspaces.set(envelopeId, workspace);
  }

  workspaceOf(envelopeId: string): string {
    return this.#workspaces.get(envelopeId) ?? '';
  }

  /** Leases that this gateway believes to have. */
  ids(): string[] {
    return [...this.#held.keys()];
  }

  /** A lease as the books gave it; null for one that is not ours any more. */
  held(id: string): HeldLease | null {
    return this.#held.get(id) ?? null;
  }

  async open(envelopeId: string, amount: bigint): ReturnType<LeaseBooks['open']> {
    const workspace = this.#workspaces.get(envelopeId);
    invariant(workspace !== undefined, 'an envelope has a workspace before it is asked for');
    const opened = await this.#leases.open(workspace, envelopeId, { least: amount, wish: amount });
    if ('refused' in opened) return { refusal: opened };
    this.#held.set(opened.id, opened);
    return { lease: opened, left: opened.left };
  }

  async grow(lease: PooledLease, amount: bigint): ReturnType<LeaseBooks['grow']> {
    const held = this.#held.get(lease.id);
    if (!held) return { closed: true };
    const grown = await this.#leases.grow(held, { least: amount, wish: amount });
    if (!('refused' in grown)) {
      this.#held.set(grown.id, grown);
      return { grown: amount, left: grown.left };
    }
    return grown.refused === 'lease-over' ? { closed: true } : { refusal: grown };
  }

  async shrink(lease: PooledLease, amount: bigint): ReturnType<LeaseBooks['shrink']> {
    const held = this.#held.get(lease.id);
    if (!held) return { left: null };
    const shrunk = await this.#leases.shrink(held, amount);
    if ('refused' in shrunk) return { left: null };
    this.#held.set(shrunk.id, shrunk);
    return { left: shrunk.left };
  }

  /** The gateway is done with leases, and everything it used of them has been taken in. */
  async close(ids: readonly string[]): Promise<void> {
    await this.#leases.close(ids);
    for (const id of ids) this.#held.delete(id);
  }

  closeFormer(): Promise<number> {
    return this.#leases.closeFormer();
  }

  /** The books say that these are not ours any more. */
  forget(ids: readonly string[]): void {
    for (const id of ids) this.#held.delete(id);
  }
}
