import type { Envelope, EnvelopeKind, SpendFacts } from '@exchequer/model';
import { inForce } from './path.ts';
import type { EnvelopeTree } from './tree.ts';

/** Envelopes by what they cover, so that a batch of usage is routed without a search per row. */
export type EnvelopeRoutes = ReadonlyMap<string, Envelope>;

const coverKey = (kind: EnvelopeKind, ref: string) => `${kind} ${ref}`;

/** Routes of a tree's open envelopes. */
export const routesOf = (tree: EnvelopeTree): EnvelopeRoutes =>
  new Map(
    [...tree.values()]
      .filter(({ state }) => state === 'active')
      .map((envelope) => [coverKey(envelope.kind, envelope.ref), envelope]),
  );

/** What could cover the facts, most specific first. */
function candidates({ workerId, teamIds, project, repo, agent, agentFamily }: SpendFacts) {
  const asked: [EnvelopeKind, readonly string[]][] = [
    ['agent', [agent, workerId]],
    ['agent_family', [agentFamily]],
    ['person', [workerId]],
    ['project', [project, repo]],
    ['team', teamIds],
    ['function', teamIds],
  ];
  const named = asked.flatMap(([kind, refs]) =>
    refs.filter((ref) => ref !== '').map((ref) => coverKey(kind, ref)),
  );
  return [...named, coverKey('company', '')];
}

/**
 * The envelope that pays for usage of a company day: the most specific one that covers it, in the
 * order agent, agent family, person, project, team (nearest first), function, company. Envelopes that
 * are closed, not in force on that day, or in another currency cover nothing. Null: nobody pays.
 */
export function routeUsage(
  routes: EnvelopeRoutes,
  facts: SpendFacts,
  day: string,
  currency: string,
): string | null {
  for (const key of candidates(facts)) {
    const envelope = routes.get(key);
    if (envelope && envelope.currency === currency && inForce(envelope, day)) return envelope.id;
  }
  return null;
}
