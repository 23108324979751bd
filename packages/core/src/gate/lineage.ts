import type { CallLabels, GateFault } from '@exchequer/model';
import { gateFault } from './fault.ts';
import { Recent } from './recent.ts';

/** Agents that are remembered over all keys. */
const mostAgents = 50_000;

interface Agent {
  depth: number;
  rootRun: string;
  children: number;
  parent: Agent | null;
}

/** Where a call stands among the agents that started one another. */
export interface Descent {
  depth: number;
  /** The run at the root of all; empty when the call names none. */
  rootRun: string;
}

type Claims = Pick<CallLabels, 'session' | 'agent' | 'parentAgent' | 'rootRun' | 'depth'>;
type Caps = { id: string; maxDepth: number | null; maxFanOut: number | null };

/**
 * Who started whom, from what calls say of themselves. Depth is the larger of what is claimed and one
 * more than the depth of the parent, so that an agent which leaves its depth out is still found.
 */
export class Lineage {
  readonly #agents: Recent<Agent>;

  constructor(most = mostAgents) {
    this.#agents = new Recent(most, ({ parent }) => {
      if (parent) parent.children--;
    });
  }

  /** Places a call; a fault where its agent is too deep, or one more than its parent may start. */
  place(key: Caps, claims: Claims): Descent | GateFault {
    const { agent, parentAgent } = claims;
    if (agent === '' && parentAgent === '') {
      return tooDeep(claims.depth, key.maxDepth) ?? { depth: claims.depth, rootRun: rootOf(claims, null) };
    }
    const run = `${key.id}\n${claims.rootRun || claims.session}`;
    const name = `${run}\n${agent || `child of ${parentAgent}`}`;
    const known = this.#agents.get(name);
    // An agent keeps its first parent: two that hand work to each other do not sink ever deeper.
    const parent = known ? known.parent : this.#parentOf(run, agent, parentAgent);
    const depth = Math.max(claims.depth, known?.depth ?? 0, parent ? parent.depth + 1 : 0);
    const fault = tooDeep(depth, key.maxDepth);
    if (fault) return fault;
    if (known) known.depth = depth;
    else {
      if (parent && key.maxFanOut !== null && parent.children >= key.maxFanOut) {
        return gateFault('fan-out-exceeded', { parent: parentAgent, limit: key.maxFanOut });
      }
      if (parent) parent.children++;
      this.#agents.set(name, { depth, rootRun: rootOf(claims, parent), children: 0, parent });
    }
    return { depth, rootRun: known?.rootRun ?? rootOf(claims, parent) };
  }

  /** A parent that was not heard of yet is taken for a root. */
  #parentOf(run: string, agent: string, parentAgent: string): Agent | null {
    if (parentAgent === '' || parentAgent === agent) return null;
    return this.#agents.at(`${run}\n${parentAgent}`, () => ({
      depth: 0,
      rootRun: '',
      children: 0,
      parent: null,
    }));
  }
}

const rootOf = ({ rootRun, session }: Claims, parent: Agent | null): string =>
  rootRun || parent?.rootRun || session;

const tooDeep = (depth: number, limit: number | null): GateFault | null =>
  limit !== null && depth > limit ? gateFault('depth-exceeded', { depth, limit }) : null;
