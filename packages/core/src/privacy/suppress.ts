import { aggregateRule, type PersonCell, type SuppressionReason } from '@exchequer/model';

/** Why a cell may not be shown by itself; null where it may. */
export function refusedCell({
  persons,
  figures,
}: Pick<PersonCell, 'persons' | 'figures'>): SuppressionReason | null {
  if (persons === 0) return null;
  if (persons < aggregateRule.fewestPersons) return 'too-few';
  const dominated = figures.some(
    ({ total, largest }) => largest * 100n > total * BigInt(aggregateRule.largestSharePercent),
  );
  return dominated ? 'one-dominates' : null;
}

/**
 * Cells put together, as far as can be told without knowing who is in them: at least the persons of
 * the largest, since the same may be in all; one may hold the largest part of each.
 */
export function together(cells: readonly PersonCell[]): Pick<PersonCell, 'persons' | 'figures'> {
  const places = cells[0]?.figures.length ?? 0;
  return {
    persons: cells.reduce((most, { persons }) => Math.max(most, persons), 0),
    figures: Array.from({ length: places }, (_, at) => ({
      total: cells.reduce((sum, { figures }) => sum + (figures[at]?.total ?? 0n), 0n),
      largest: cells.reduce((sum, { figures }) => sum + (figures[at]?.largest ?? 0n), 0n),
    })),
  };
}

/**
 * Cells that may not be shown, and why. A cell falls by itself when it is of fewer than five persons
 * or one of them makes up more than four fifths. What is hidden under a parent must not be told by
 * subtracting what is shown: until all of it together could be shown, the smallest further cell of the
 * parent is hidden as well. Where a parent is hidden whole, its own total is for whoever shows it to judge.
 */
export function suppress(cells: readonly PersonCell[]): ReadonlyMap<string, SuppressionReason> {
  const hidden = new Map<string, SuppressionReason>();
  for (const cell of cells) {
    const reason = refusedCell(cell);
    if (reason) hidden.set(cell.key, reason);
  }
  for (const family of familiesOf(cells)) {
    for (const further of furtherOf(family, hidden)) hidden.set(further.key, 'would-tell-another');
  }
  return hidden;
}

/**
 * Groups that may not be shown, of cells that are a group's (`key`) in several places (`parent`), such as
 * days. A group that falls in one place falls in all of them: figures of other places would tell it.
 */
export function suppressGroups(cells: readonly PersonCell[]): ReadonlyMap<string, SuppressionReason> {
  const hidden = new Map<string, SuppressionReason>();
  // Smallest over all places, so that the same group covers in each of them.
  const rank = new Map(sidesOf(cells).map(({ key }, at) => [key, at]));
  const families = familiesOf(cells).map((family) =>
    family.sort((a, b) => (rank.get(a.key) ?? 0) - (rank.get(b.key) ?? 0)),
  );
  for (const cell of cells) {
    const reason = refusedCell(cell);
    if (reason && !hidden.has(cell.key)) hidden.set(cell.key, reason);
  }
  for (let before = -1; before !== hidden.size; ) {
    before = hidden.size;
    for (const family of families) {
      for (const further of furtherOf(family, hidden)) hidden.set(further.key, 'would-tell-another');
    }
  }
  return hidden;
}

/** A cell of a table whose rows and columns are shown with their own totals. */
export interface GridCell extends Omit<PersonCell, 'key' | 'parent'> {
  row: string;
  column: string;
}

/**
 * Rows and columns of which every crossing has to be hidden: a block of at least two by two, since the
 * totals of both sides would tell a cell that stands alone in one of them, and chains of such cells too.
 */
export function suppressGrid(cells: readonly GridCell[]): { rows: Set<string>; columns: Set<string> } {
  const unsafe = cells.filter((cell) => refusedCell(cell) !== null);
  const rows = new Set(unsafe.map(({ row }) => row));
  const columns = new Set(unsafe.map(({ column }) => column));
  if (unsafe.length === 0) return { rows, columns };
  const side = (name: 'row' | 'column') =>
    sidesOf(cells.map((cell) => ({ ...cell, key: cell[name], parent: '' })));
  const further = { row: side('row'), column: side('column') };
  const inBlock = (cell: GridCell) => rows.has(cell.row) && columns.has(cell.column);
  const safeAlong = (name: 'row' | 'column') =>
    sidesOf(cells.filter(inBlock).map((cell) => ({ ...cell, key: cell[name], parent: '' }))).every(
      (line) => refusedCell(line) === null,
    );
  const grow = (of: Set<string>, name: 'row' | 'column'): boolean => {
    const next = further[name].find(({ key }) => !of.has(key));
    if (next) of.add(next.key);
    return next !== undefined;
  };
  // A row's hidden part grows with the columns, and a column's with the rows.
  for (let grown = true; grown; ) {
    grown = (columns.size < 2 || !safeAlong('row')) && grow(columns, 'column');
    if (rows.size < 2 || !safeAlong('column')) grown = grow(rows, 'row') || grown;
  }
  return { rows, columns };
}

/** Lines of a table, each put together, the smallest first. */
function sidesOf(cells: readonly PersonCell[]): PersonCell[] {
  const lines = new Map<string, PersonCell[]>();
  for (const cell of cells) {
    const line = lines.get(cell.key);
    if (line) line.push(cell);
    else lines.set(cell.key, [cell]);
  }
  return [...lines].map(([key, line]) => ({ key, parent: '', ...together(line) })).sort(bySize);
}

/** Cells with persons by parent, the smallest first; ties by key, so that the choice is one. */
function familiesOf(cells: readonly PersonCell[]): PersonCell[][] {
  const families = new Map<string, PersonCell[]>();
  const ordered = cells.filter(({ persons }) => persons > 0).sort(bySize);
  for (const cell of ordered) {
    const family = families.get(cell.parent);
    if (family) family.push(cell);
    else families.set(cell.parent, [cell]);
  }
  return [...families.values()];
}

function bySize(a: PersonCell, b: PersonCell): number {
  const [one, other] = [a.figures[0]?.total ?? 0n, b.figures[0]?.total ?? 0n];
  return a.persons - b.persons || (one < other ? -1 : one > other ? 1 : a.key < b.key ? -1 : 1);
}

/** The cells that have to be hidden besides those that are, so that nothing can be subtracted. */
function furtherOf(family: readonly PersonCell[], hidden: ReadonlyMap<string, unknown>): PersonCell[] {
  const away = family.filter(({ key }) => hidden.has(key));
  if (away.length === 0) return [];
  const further: PersonCell[] = [];
  for (const cell of family) {
    if (refusedCell(together([...away, ...further])) === null) break;
    if (!hidden.has(cell.key)) further.push(cell);
  }
  return further;
}
