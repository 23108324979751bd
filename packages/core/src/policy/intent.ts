import type { Envelope } from '@exchequer/model';
import { faultAt, type PolicyDraft, type PolicyEntry } from './draft.ts';
import { futureId, type PolicyFacts, type StandingEnvelope } from './facts.ts';
import type { PolicyFault } from './fault.ts';
import type { PeopleNames } from './people.ts';

/** What an envelope is to be after the file is applied. */
export interface Intent {
  key: string;
  /** Null where the file leaves the envelope out, which closes it. */
  entry: PolicyEntry | null;
  line: number;
  envelope: Envelope;
  standing: StandingEnvelope | null;
}

export interface Intents {
  intents: Intent[];
  faults: PolicyFault[];
}

/** Looks up every entry's names and its envelope. A closed entry that never stood asks for nothing. */
export function intentsOf(facts: PolicyFacts, draft: PolicyDraft, names: PeopleNames): Intents {
  const faults: PolicyFault[] = [];
  const standing = new Standing(facts.envelopes);
  const matched = draft.entries.map((entry) => ({ entry, found: standing.of(entry, faults) }));
  const idOf = new Map(
    matched.map(({ entry, found }) => [entry.key, found?.envelope.id ?? futureId(entry.key)]),
  );
  const intents = matched.flatMap(({ entry, found }): Intent[] => {
    checkFixed(entry, found, draft, faults);
    if ((entry.closed || entry.release) && !found) return [];
    const parentId =
      entry.parentKey === null ? standing.parentOf(entry, faults) : (idOf.get(entry.parentKey) ?? null);
    const envelope =
      entry.release && found
        ? { ...found.envelope, managedBy: 'web' as const }
        : entry.closed && found
          ? closing(found.envelope)
          : wished(entry, found, parentId, draft, names, faults);
    const id = found?.envelope.id ?? futureId(entry.key);
    const since = found?.envelope.since ?? '';
    return [
      { key: entry.key, entry, line: entry.line, standing: found, envelope: { ...envelope, id, since } },
    ];
  });
  return { intents, faults };
}

/** A closed envelope keeps its fields; only its end and its owner are the file's. */
export const closing = (envelope: Envelope): Envelope => ({
  ...envelope,
  managedBy: 'file',
  state: 'closed',
});

function wished(
  entry: PolicyEntry,
  standing: StandingEnvelope | null,
  parentId: string | null,
  draft: PolicyDraft,
  names: PeopleNames,
  faults: PolicyFault[],
): Omit<Envelope, 'id' | 'since'> {
  const { name, kind, limit, period, custom, enforcement, thresholds, rollover, overdraft } = entry;
  const found = names.find(kind, entry.covers);
  if ('code' in found) faults.push(faultAt(entry, 'covers', found.code, found.error, found.fix));
  const owner = entry.owner === null ? null : names.owner(entry.owner);
  if (owner && 'code' in owner) {
    const code = owner.code.replace('ref', 'owner');
    faults.push(faultAt(entry, 'owner', code, owner.error, owner.fix));
  }
  return {
    name,
    kind,
    // What cannot be looked up keeps its text, so that twins of it are still found.
    ref: 'id' in found ? refOf(found.id, entry, standing, names) : entry.covers,
    parentId,
    currency: draft.currency,
    limit,
    period,
    custom,
    enforcement,
    thresholds,
    rollover,
    overdraft,
    ownerId: owner && 'id' in owner ? owner.id : null,
    managedBy: 'file',
    state: 'active',
  };
}

/** An agent may be kept by its name or by its id; both mean it, so what stands stays. */
function refOf(
  id: string,
  { kind }: PolicyEntry,
  standing: StandingEnvelope | null,
  names: PeopleNames,
): string {
  if (standing?.envelope.kind !== kind) return id;
  const kept = names.find(kind, standing.envelope.ref);
  return 'id' in kept && kept.id === id ? standing.envelope.ref : id;
}

function checkFixed(
  entry: PolicyEntry,
  found: StandingEnvelope | null,
  draft: PolicyDraft,
  faults: PolicyFault[],
): void {
  if (!found || entry.closed || entry.release) return;
  const { state, currency } = found.envelope;
  if (state === 'closed') {
    const error = 'this envelope is closed for good';
    faults.push(faultAt(entry, 'key', 'envelope-closed', error, 'Give the new envelope a key of its own.'));
  }
  if (currency !== draft.currency) {
    const error = `it keeps its books in ${currency} and cannot go over to ${draft.currency}`;
    const fix = `Close it with \`closed: true\`, and add an envelope in ${draft.currency} under a new key.`;
    faults.push(faultAt(entry, null, 'currency-fixed', error, fix));
  }
}

/** Finds the envelopes that a file means. */
class Standing {
  readonly #byKey = new Map<string, StandingEnvelope>();
  readonly #byId = new Map<string, StandingEnvelope>();
  readonly #taken = new Set<string>();

  constructor(envelopes: readonly StandingEnvelope[]) {
    for (const one of envelopes) {
      this.#byId.set(one.envelope.id, one);
      // Keys are for ever: one that was handed back to the web app is found under it too.
      if (one.key !== null) this.#byKey.set(one.key, one);
    }
  }

  /** The envelope of an entry: the one of its key, or the one that it adopts. */
  of(entry: PolicyEntry, faults: PolicyFault[]): StandingEnvelope | null {
    const own = this.#byKey.get(entry.key) ?? null;
    if (entry.adopt === null) return own;
    const adopted = this.#byId.get(entry.adopt) ?? null;
    const refuse = (error: string, fix: string) => {
      faults.push(faultAt(entry, 'adopt', 'adopt-impossible', error, fix));
      return own;
    };
    if (!adopted)
      return refuse(`there is no envelope ${entry.adopt}`, 'Write the id that the budgets page shows.');
    if (own && own !== adopted) {
      return refuse(
        `the key ${entry.key} stands for ${own.envelope.id} already`,
        'Give the adopted envelope another key.',
      );
    }
    if (adopted.key !== null && adopted.key !== entry.key) {
      return refuse(
        `the file knows ${adopted.envelope.name} as ${adopted.key}`,
        `Use the key ${adopted.key}.`,
      );
    }
    if (this.#taken.has(entry.adopt))
      return refuse('another entry adopts it too', 'Keep one of the two entries.');
    this.#taken.add(entry.adopt);
    return adopted;
  }

  /** The envelope above an entry at the top of the file. */
  parentOf(entry: PolicyEntry, faults: PolicyFault[]): string | null {
    if (entry.under === null) return null;
    if (this.#byId.has(entry.under)) return entry.under;
    const error = `there is no envelope ${entry.under} to stand under`;
    faults.push(
      faultAt(entry, 'under', 'parent-unknown', error, 'Write the id that the budgets page shows.'),
    );
    return null;
  }
}
