import type { ManagedBy } from '@exchequer/model';
import type { PolicySectionAction } from '@exchequer/model/contract';
import type { FieldChange } from './fields.ts';

/** One rule or cost centre as it is compared. */
export interface SectionItem {
  /** Tells it apart, in both sets. */
  id: string;
  key: string;
  /** Of the file; 0 for what stands. */
  line: number;
  /** What it says, as a person reads it; null is nothing. */
  texts: Readonly<Record<string, string | null>>;
}

/** One line of what becomes of a section. */
export interface SectionChange {
  action: PolicySectionAction;
  key: string;
  line: number;
  fields: readonly FieldChange[];
}

/** What becomes of a section that the file gives, or no longer gives. */
export interface SectionPlan<T> {
  ownership: 'take' | 'keep' | 'release';
  changes: readonly SectionChange[];
  /** The whole set afterwards. */
  set: T;
}

/** Who keeps the set afterwards; null where it stays in the web app and the file says nothing. */
export function ownershipOf(
  given: boolean,
  managedBy: ManagedBy,
  complete: boolean,
): SectionPlan<unknown>['ownership'] | null {
  if (given) return managedBy === 'file' ? 'keep' : 'take';
  // Of a file that cannot be read whole, nothing is said about what it leaves out.
  return managedBy === 'file' && complete ? 'release' : null;
}

/**
 * Compares two sets: what is added, changed, moved and as it was in the order of the file, then what
 * is removed. Where order does not count, nothing moves.
 */
export function compareSets(
  before: readonly SectionItem[],
  after: readonly SectionItem[],
  ordered: boolean,
): SectionChange[] {
  const was = new Map(before.map((item, at) => [item.id, { item, at }]));
  const kept = new Set(after.map(({ id }) => id));
  const left = after.flatMap(({ id }) => was.get(id)?.at ?? []);
  const steady = new Set(ordered ? longestRise(left) : left);
  const changes = after.map((item, at): SectionChange => {
    const known = was.get(item.id);
    const { key, line } = item;
    if (!known) return { action: 'add', key, line, fields: fieldsOf({}, item.texts) };
    const fields = fieldsOf(known.item.texts, item.texts);
    if (steady.has(known.at)) return { action: fields.length > 0 ? 'change' : 'same', key, line, fields };
    const position = { field: 'position', from: String(known.at + 1), to: String(at + 1) };
    return { action: fields.length > 0 ? 'change' : 'move', key, line, fields: [...fields, position] };
  });
  const removed = before
    .filter(({ id }) => !kept.has(id))
    .map(
      ({ key, texts }): SectionChange => ({ action: 'remove', key, line: 0, fields: fieldsOf(texts, {}) }),
    );
  return [...changes, ...removed];
}

function fieldsOf(before: SectionItem['texts'], after: SectionItem['texts']): FieldChange[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return names
    .map((field) => ({ field, from: before[field] ?? null, to: after[field] ?? null }))
    .filter(({ from, to }) => from !== to);
}

/** The most places that keep their order among themselves; the others have moved. */
function longestRise(places: readonly number[]): number[] {
  const lengths: number[] = [];
  const previous: number[] = [];
  places.forEach((place, at) => {
    let best = -1;
    for (let i = 0; i < at; i++) {
      const rises = (places[i] ?? 0) < place;
      if (rises && (best < 0 || (lengths[i] ?? 0) > (lengths[best] ?? 0))) best = i;
    }
    lengths.push(best < 0 ? 1 : (lengths[best] ?? 0) + 1);
    previous.push(best);
  });
  const rise: number[] = [];
  let at = lengths.indexOf(Math.max(0, ...lengths));
  while (at >= 0) {
    rise.unshift(places[at] ?? 0);
    at = previous[at] ?? -1;
  }
  return rise;
}

/** Whether anything of the set itself differs. */
export const isChanged = ({ changes }: Pick<SectionPlan<unknown>, 'changes'>): boolean =>
  changes.some(({ action }) => action !== 'same');

/** How many changes of each kind. */
export function sectionSummary({ ownership, changes }: Omit<SectionPlan<unknown>, 'set'>) {
  const counted = (action: PolicySectionAction) =>
    changes.filter((change) => change.action === action).length;
  return {
    ownership,
    add: counted('add'),
    change: counted('change'),
    move: counted('move'),
    remove: counted('remove'),
    same: counted('same'),
  };
}
