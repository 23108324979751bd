import type { Envelope, EnvelopeKind } from '@exchequer/model';

/** Envelopes of one workspace by id, closed ones too. */
export type EnvelopeTree = ReadonlyMap<string, Envelope>;

export const treeOf = (envelopes: readonly Envelope[]): EnvelopeTree =>
  new Map(envelopes.map((envelope) => [envelope.id, envelope]));

/** The envelope and those above it, leaf first. Ends at a root, or where a cycle would begin. */
export function lineage(tree: EnvelopeTree, id: string): Envelope[] {
  const found = new Map<string, Envelope>();
  for (let at = tree.get(id); at && !found.has(at.id); at = tree.get(at.parentId ?? '')) found.set(at.id, at);
  return [...found.values()];
}

/** Envelopes right below one that are not closed. */
export const childrenOf = (tree: EnvelopeTree, id: string): Envelope[] =>
  [...tree.values()].filter(({ parentId, state }) => parentId === id && state === 'active');

/** Names from the root down to the envelope. */
export const namesOf = (tree: EnvelopeTree, id: string): string[] =>
  lineage(tree, id)
    .map(({ name }) => name)
    .reverse();

/** What an envelope of a kind may stand under. None of them has to have a parent. */
export const parentKinds: Readonly<Record<EnvelopeKind, readonly EnvelopeKind[]>> = {
  company: [],
  function: ['company'],
  team: ['company', 'function', 'team'],
  project: ['company', 'function', 'team'],
  person: ['company', 'function', 'team', 'project'],
  agent_family: ['company', 'function', 'team', 'project'],
  agent: ['company', 'function', 'team', 'project', 'person', 'agent_family'],
};

/** In the order of the tree: parents before their children, siblings by name, never by money. */
export function inTreeOrder(tree: EnvelopeTree): { envelope: Envelope; depth: number }[] {
  const below = new Map<string | null, Envelope[]>();
  for (const envelope of tree.values()) {
    const parent = tree.has(envelope.parentId ?? '') ? envelope.parentId : null;
    below.set(parent, [...(below.get(parent) ?? []), envelope]);
  }
  const walk = (parent: string | null, depth: number): { envelope: Envelope; depth: number }[] =>
    [...(below.get(parent) ?? [])]
      .sort((a, b) => a.name.localeCompare(b.name) || (a.id < b.id ? -1 : 1))
      .flatMap((envelope) => [{ envelope, depth }, ...walk(envelope.id, depth + 1)]);
  return walk(null, 0);
}
