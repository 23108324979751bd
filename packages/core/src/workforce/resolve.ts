import type { AttributionAnswer, AttributionSlice, IdentityQuestion } from '@exchequer/model';
import { startOfLocalDay } from '../metric/index.ts';
import { normaliseIdentity } from './identity.ts';
import type { Roster, Validity, Worker } from './roster.ts';
import { type Dated, layered } from './validity.ts';

const always: Validity = { validFrom: null, validTo: null };

/**
 * Who the identities were, and in which team, in slices of UTC instants that begin and end with
 * the company's days. An agent that is itself mapped is more precise than the person under whose
 * name it ran, so it comes first. An agent without a team of its own counts in its owner's.
 */
export function resolveIdentities(
  roster: Roster,
  questions: readonly IdentityQuestion[],
  timeZone: string,
): AttributionAnswer[] {
  const index = indexRoster(roster);
  return questions.map((question) => ({
    question,
    slices: workersOf(index, question).flatMap((span) => teamSlices(index, span, timeZone)),
  }));
}

interface RosterIndex {
  workers: Map<string, Worker>;
  identities: Map<string, Dated<string>[]>;
  memberships: Map<string, Dated<string>[]>;
}

const keyOf = (kind: string, value: string) => `${kind}\n${value}`;

function indexRoster(roster: Roster): RosterIndex {
  return {
    workers: new Map(roster.workers.map((worker) => [worker.id, worker])),
    identities: grouped(
      roster.identities.map((identity) => [
        keyOf(identity.kind, identity.value),
        { ...identity, value: identity.workerId },
      ]),
    ),
    memberships: grouped(roster.memberships.map((one) => [one.workerId, { ...one, value: one.teamId }])),
  };
}

function grouped<T>(pairs: readonly (readonly [string, T])[]): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const [key, item] of pairs) {
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}

function workersOf(index: RosterIndex, question: IdentityQuestion): Dated<string>[] {
  const mapped = (kind: string, value: string) =>
    value === '' ? [] : (index.identities.get(keyOf(kind, normaliseIdentity(kind, value))) ?? []);
  const layers = [mapped('agent', question.agent), mapped(question.identity_kind, question.identity)];
  return layered(always, layers, undefined);
}

function teamSlices(index: RosterIndex, span: Dated<string>, timeZone: string): AttributionSlice[] {
  const worker = index.workers.get(span.value);
  const teams = (id: string | null | undefined) => (id ? (index.memberships.get(id) ?? []) : []);
  const layers = [teams(span.value), worker?.kind === 'agent' ? teams(worker.ownerId) : []];
  const instant = (date: string | null) => date && startOfLocalDay(date, timeZone).toISOString();
  return layered(span, layers, '').map((slice) => ({
    validFrom: instant(slice.validFrom),
    validTo: instant(slice.validTo),
    workerId: span.value,
    teamId: slice.value,
  }));
}
