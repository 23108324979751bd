import type { BudgetEnvelope, FoldedPersons } from '@exchequer/model/contract';
import { addDecimals } from '../../components/stack.ts';
import { standing } from './words.ts';

/** Amounts that belong together, each exact. */
export interface Sums {
  currency: string;
  limit: string;
  spent: string;
  held: string;
  free: string;
}

/** One line of the tree: an envelope, or the persons under one envelope taken together. */
export type TreeRow =
  | {
      row: 'envelope';
      key: string;
      envelope: BudgetEnvelope;
      depth: number;
      /** Undefined where there is nothing to unfold. */
      open: boolean | undefined;
      /** Folded away under it: envelopes past a high threshold or without anything left. */
      pressed: number;
    }
  | {
      row: 'persons';
      key: string;
      depth: number;
      /** Null where the number itself would say too much. */
      persons: number | null;
      /** Null in a group under five: a sum would point at persons. */
      sums: Sums | null;
      reason: string;
      open: boolean | undefined;
    };

/** Groups of fewer persons are not summed: the sum would tell what one of them spends. */
const fewestPersons = 5;
export const fewReason =
  'Fewer than five personal envelopes stand here, so their sum is not shown: it would point at persons.';

const kindOrder: readonly BudgetEnvelope['kind'][] = [
  'company',
  'function',
  'team',
  'project',
  'agent_family',
  'agent',
  'person',
];

/** Siblings by kind and name: never by amount, so that no order ranks anybody. */
const bySort = (a: BudgetEnvelope, b: BudgetEnvelope) =>
  kindOrder.indexOf(a.kind) - kindOrder.indexOf(b.kind) || a.name.localeCompare(b.name, 'en');

const personsKey = (parent: string | null) => `persons:${parent ?? ''}`;

/** The envelopes as a tree by parent; one whose parent is out of sight stands at the top. */
export interface Tree {
  roots: readonly BudgetEnvelope[];
  childrenOf: (id: string | null) => readonly BudgetEnvelope[];
  foldedOf: (id: string | null) => readonly FoldedPersons[];
  all: readonly BudgetEnvelope[];
}

export function treeOf(envelopes: readonly BudgetEnvelope[], folded: readonly FoldedPersons[]): Tree {
  const known = new Set(envelopes.map((e) => e.id));
  const parentOf = (parent: string | null) => (parent !== null && known.has(parent) ? parent : null);
  const children = new Map<string | null, BudgetEnvelope[]>();
  for (const envelope of [...envelopes].sort(bySort)) {
    const parent = parentOf(envelope.parent_id);
    children.set(parent, [...(children.get(parent) ?? []), envelope]);
  }
  return {
    roots: children.get(null) ?? [],
    childrenOf: (id) => children.get(id) ?? [],
    foldedOf: (id) => folded.filter((group) => parentOf(group.parent_id) === id),
    all: envelopes,
  };
}

/** Which rows are unfolded at first: the company and its functions, so that teams are in sight. */
export function openAtFirst(tree: Tree): ReadonlySet<string> {
  const upper = tree.all.filter((e) => e.kind === 'company' || e.kind === 'function' || e.parent_id === null);
  return new Set(upper.map((e) => e.id));
}

export const everyKey = (tree: Tree): ReadonlySet<string> =>
  new Set(tree.all.map((e) => e.id).concat(tree.all.map((e) => personsKey(e.parent_id))));

/** The rows in sight: those under unfolded ones, or those that bear the sought name with their way up. */
export function rowsOf(tree: Tree, open: ReadonlySet<string>, find = ''): readonly TreeRow[] {
  const sought = find.trim().toLowerCase();
  const hits = (e: BudgetEnvelope): boolean =>
    [e.name, e.ref_name, e.owner_name ?? ''].some((name) => name.toLowerCase().includes(sought));
  const inSight = (e: BudgetEnvelope): boolean =>
    sought === '' || hits(e) || tree.childrenOf(e.id).some(inSight);
  const isOpen = (key: string) => sought !== '' || open.has(key);
  const walk = (parent: string | null, depth: number): TreeRow[] => {
    const here = tree.childrenOf(parent).filter(inSight);
    const others = here.filter((e) => e.kind !== 'person');
    const persons = here.filter((e) => e.kind === 'person');
    const groups = sought === '' ? tree.foldedOf(parent) : [];
    return [
      ...others.flatMap((envelope) => one(envelope, depth)),
      ...(persons.length > 0 ? personal(parent, persons, depth) : []),
      ...groups.map((group) => foldedRow(parent, group, depth)),
    ];
  };
  const one = (envelope: BudgetEnvelope, depth: number): TreeRow[] => {
    const has =
      tree.childrenOf(envelope.id).some(inSight) || (sought === '' && tree.foldedOf(envelope.id).length > 0);
    const unfolded = has ? isOpen(envelope.id) : undefined;
    const pressed = unfolded === false ? pressedBelow(tree, envelope.id) : 0;
    const row: TreeRow = { row: 'envelope', key: envelope.id, envelope, depth, open: unfolded, pressed };
    return [row, ...(unfolded ? walk(envelope.id, depth + 1) : [])];
  };
  const personal = (parent: string | null, persons: readonly BudgetEnvelope[], depth: number): TreeRow[] => {
    const key = personsKey(parent);
    const enough = sought === '' && persons.length >= fewestPersons;
    const unfolded = isOpen(key);
    const group: TreeRow = {
      row: 'persons',
      key,
      depth,
      persons: persons.length,
      sums: enough ? sumsOf(persons) : null,
      reason: enough ? '' : fewReason,
      open: unfolded,
    };
    return [group, ...(unfolded ? persons.flatMap((p) => one(p, depth + 1)) : [])];
  };
  return walk(null, 0);
}

/** Persons are left out: their own page tells them. */
function pressedBelow(tree: Tree, id: string): number {
  return tree
    .childrenOf(id)
    .filter((child) => child.kind !== 'person')
    .reduce(
      (sum, child) => sum + (standing(child).tone === 'calm' ? 0 : 1) + pressedBelow(tree, child.id),
      0,
    );
}

function foldedRow(parent: string | null, group: FoldedPersons, depth: number): TreeRow {
  const { limit, spent, reserved: held, free, currency } = group;
  const whole = limit !== null && spent !== null && held !== null && free !== null;
  return {
    row: 'persons',
    key: `${personsKey(parent)}:${currency}:folded`,
    depth,
    persons: group.persons,
    sums: whole ? { currency, limit, spent, held, free } : null,
    reason: group.reason,
    open: undefined,
  };
}

/** Sums of the current periods; null where currencies differ, since those do not add up. */
export function sumsOf(envelopes: readonly BudgetEnvelope[]): Sums | null {
  const [first] = envelopes;
  if (!first || envelopes.some((e) => e.currency !== first.currency)) return null;
  const sum = (read: (b: NonNullable<BudgetEnvelope['balance']>) => string) =>
    addDecimals(envelopes.map((e) => (e.balance ? read(e.balance) : '0'))) ?? '0';
  return {
    currency: first.currency,
    limit: sum((b) => b.limit),
    spent: sum((b) => b.spent),
    held: addDecimals([sum((b) => b.reserved), sum((b) => b.leased)]) ?? '0',
    free: sum((b) => b.free),
  };
}

/** What of an envelope is promised but not spent: held for running calls, and lent to gateways. */
export const heldOf = (balance: { reserved: string; leased: string }) =>
  addDecimals([balance.reserved, balance.leased]) ?? '0';
