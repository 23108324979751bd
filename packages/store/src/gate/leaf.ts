import { routeUsage } from '@exchequer/core/envelope';
import { localDate } from '@exchequer/core/metric';
import type { CallLabels, SpendFacts } from '@exchequer/model';
import type { GateHolder, GateSnapshot } from './snapshot.ts';

/** What a call says of itself, as far as it decides who pays; the key's own words where it says nothing. */
export type LeafLabels = Partial<Pick<CallLabels, 'project' | 'repo' | 'agent'>>;

/** Currency of what calls cost. */
const currency = 'USD';

/** The facts by which a call finds the envelope that pays for it: those by which its usage is booked. */
export function factsOfCall(
  { workspaces }: GateSnapshot,
  { key, worker }: GateHolder,
  { project, repo, agent }: LeafLabels,
  at: Date,
): SpendFacts | null {
  const here = workspaces.get(key.workspace);
  if (!here) return null;
  // A key that is made for one agent is that agent's, whatever the caller says.
  const named = key.agent || agent || '';
  const who = here.attribution.of(key.id, named, at) ?? { workerId: worker.id, teamId: '' };
  return here.facts({ ...who, project: project || key.project, repo: repo ?? '', agent: named });
}

/** The envelope that pays for a call of a key at a time; null where none covers it. Costs no query. */
export function leafOf(
  snapshot: GateSnapshot,
  holder: GateHolder,
  labels: LeafLabels,
  at: Date,
): string | null {
  const facts = factsOfCall(snapshot, holder, labels, at);
  const here = snapshot.workspaces.get(holder.key.workspace);
  if (!facts || !here) return null;
  const day = localDate(at.getTime(), snapshot.company.timeZone);
  return routeUsage(here.envelopeRoutes, facts, day, currency);
}
