import type { GrowthSpike } from '@exchequer/core/advice';
import { type Cause, causeWords, isCannotTell } from '@exchequer/core/analysis';
import { type ExplainedIncident, readSpikes } from '@exchequer/store/analytics/explain';
import { asker, type Gathering } from './asked.ts';

/** Spikes that go on, with why: what explaining ranks first, and the change nearest to it. */
export async function causedFacts(
  { services, workspace, window, week, zone }: Gathering,
  spikes: GrowthSpike[],
): Promise<GrowthSpike[]> {
  if (!spikes.some(({ goesOn, shape }) => goesOn && shape === 'spike')) return spikes;
  const range = { from: week, to: window.to, time_zone: zone };
  const facts = services.explain.facts(workspace, asker);
  const read = await readSpikes(facts, range, { cost: 'contracted', floor: 0 });
  if (isCannotTell(read)) return spikes;
  return spikes.map((spike) => withCause(spike, incidentOf(spike, read.incidents)?.causes[0]));
}

function withCause(spike: GrowthSpike, cause: Cause | undefined): GrowthSpike {
  if (!cause || cause.amount <= 0 || spike.shape !== 'spike') return spike;
  return { ...spike, cause: causeWords[cause.kind], change: cause.change?.event.name ?? spike.change };
}

/** The incident that shows the subject itself. */
function incidentOf(
  { subject, from, to }: GrowthSpike,
  incidents: readonly ExplainedIncident[],
): ExplainedIncident | undefined {
  const near = incidents.filter(({ incident }) => incident.from < to && incident.to >= from);
  const own = near.find(({ incident }) =>
    incident.parts.some(({ dimension, value }) => dimension === subject.kind && value === subject.id),
  );
  // What happened elsewhere on the same days is no cause of it.
  return (
    own ?? (subject.kind === 'company' ? near.find(({ incident }) => incident.seenIn === null) : undefined)
  );
}
