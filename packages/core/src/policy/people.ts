import type { EnvelopeKind } from '@exchequer/model';
import { normaliseIdentity, type Team, teamPath, type Worker } from '../workforce/index.ts';

/** Whom and what a policy may name. */
export interface PolicyPeople {
  teams: readonly Team[];
  workers: readonly Worker[];
  /** Addresses under which workers are known. */
  emails: readonly { value: string; workerId: string }[];
}

/** What a name in the file stands for, or why it stands for nothing. */
export type Named = { id: string } | { code: string; error: string; fix: string };

/** Looks up what a file names, and gives names for what envelopes refer to. */
export interface PeopleNames {
  /** A team by id, external id, path or a name that only one has; a worker by id, external id, e-mail or such a name. */
  find(kind: EnvelopeKind, written: string): Named;
  owner(written: string): Named;
  /** As a file names it, so that reading it again finds the same; the id where nothing better is unique. */
  written(kind: EnvelopeKind, ref: string): string;
  writtenOwner(workerId: string): string;
}

type Source = ReadonlyMap<string, readonly string[]>;

/** Ids by the texts that may stand for them, the most certain kind of text first. */
function sources<T extends { id: string }>(items: readonly T[], texts: (item: T) => string[][]): Source[] {
  const found: Map<string, string[]>[] = [];
  for (const item of items) {
    texts(item).forEach((some, rank) => {
      found[rank] ??= new Map();
      const source = found[rank];
      for (const text of some)
        if (text !== '') source.set(text, [...new Set([...(source.get(text) ?? []), item.id])]);
    });
  }
  return found;
}

function lookUp(ranked: readonly Source[], written: string, noun: string, hint: string): Named {
  for (const source of ranked) {
    const ids = source.get(written) ?? [];
    if (ids.length === 1 && ids[0] !== undefined) return { id: ids[0] };
    if (ids.length > 1) {
      const error = `${written} may be ${ids.length} ${noun}s: ${ids.join(', ')}`;
      return { code: 'ref-ambiguous', error, fix: 'Write the id or external id of the one that is meant.' };
    }
  }
  return { code: 'ref-unknown', error: `there is no ${noun} ${written}`, fix: hint };
}

/** The first text of an item that leads back to it alone. */
const certain = (ranked: readonly Source[], texts: readonly string[], id: string): string =>
  texts.find((text) => {
    const first = ranked.find((source) => (source.get(text) ?? []).length > 0);
    const ids = first?.get(text) ?? [];
    return ids.length === 1 && ids[0] === id;
  }) ?? id;

const pathText = (text: string) =>
  text
    .split('/')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .join(' / ');

/** Indexes people once for all look-ups of a plan. */
export function namesOfPeople({ teams, workers, emails }: PolicyPeople): PeopleNames {
  const byId = new Map(teams.map((team) => [team.id, team]));
  const pathOf = new Map(teams.map(({ id }) => [id, teamPath(byId, id)]));
  const emailsOf = groupEmails(emails);
  const teamSources = sources(teams, (team) => [
    [team.id],
    [team.externalId],
    [pathOf.get(team.id) ?? ''],
    [team.name],
  ]);
  const workerSources = (kind: Worker['kind']) =>
    sources(
      workers.filter((worker) => worker.kind === kind),
      (worker) => [[worker.id], [worker.externalId], emailsOf.get(worker.id) ?? [], [worker.name]],
    );
  const persons = workerSources('person');
  const agents = workerSources('agent');
  const person = (written: string) =>
    lookUp(
      persons,
      written.includes('@') ? normaliseIdentity('email', written) : written,
      'person',
      'Import the person first, or write an e-mail, external id or id that is known.',
    );
  const worker = new Map(workers.map((one) => [one.id, one]));
  const writtenWorker = (id: string) => {
    const found = worker.get(id);
    if (!found) return id;
    const texts = [...(emailsOf.get(id) ?? []), found.externalId, found.kind === 'agent' ? found.name : ''];
    return certain(found.kind === 'agent' ? agents : persons, texts.filter(Boolean), id);
  };
  return {
    owner: person,
    writtenOwner: writtenWorker,
    find: (kind, written) => {
      if (kind === 'function' || kind === 'team') {
        const hint = 'Add the team first, or write the path, external id or id of one that is known.';
        return lookUp(
          teamSources,
          teamSources[2]?.has(pathText(written)) ? pathText(written) : written,
          'team',
          hint,
        );
      }
      if (kind === 'person') return person(written);
      if (kind === 'agent') {
        const found = lookUp(agents, written, 'agent', '');
        // Sources name agents that nobody has imported; such a name is known by itself.
        return 'code' in found && found.code === 'ref-unknown' ? { id: written } : found;
      }
      return { id: kind === 'company' ? '' : written };
    },
    written: (kind, ref) => {
      if (kind === 'function' || kind === 'team') {
        const team = byId.get(ref);
        return team
          ? certain(teamSources, [pathOf.get(ref) ?? '', team.externalId].filter(Boolean), ref)
          : ref;
      }
      return kind === 'person' || kind === 'agent' ? writtenWorker(ref) : ref;
    },
  };
}

function groupEmails(emails: PolicyPeople['emails']): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const { value, workerId } of emails) {
    groups.set(workerId, [...(groups.get(workerId) ?? []), normaliseIdentity('email', value)]);
  }
  for (const group of groups.values()) group.sort();
  return groups;
}
