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

/** Cells put together one by one. */
class Together implements Pick<PersonCell, 'persons' | 'figures'> {
  persons = 0;
  figures: { total: bigint; largest: bigint }[] = [];

  add({ persons, figures }: Pick<PersonCell, 'persons' | 'figures'>): void {
    this.persons = Math.max(this.persons, persons);
    if (this.figures.length === 0) this.figures = figures.map(() => ({ total: 0n, largest: 0n }));
    this.figures.forEach((sum, at) => {
      sum.total += figures[at]?.total ?? 0n;
      sum.largest += figures[at]?.largest ?? 0n;
    });
  }
}

/**
 * Cells put together, as far as can be told without knowing who is in them: at least the persons of
 * the largest, since the same may be in all; one may hold the largest part of each.
 */
export function together(cells: readonly PersonCell[]): Pick<PersonCell, 'persons' | 'figures'> {
  const sum = new Together();
  for (const cell of cells) sum.add(cell);
  return { persons: sum.persons, figures: sum.figures };
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
  for (const cell of cells) {
    const reason = refusedCell(cell);
    if (reason && !hidden.has(cell.key)) hidden.set(cell.key, reason);
  }
  const places = placesOf(cells, hidden);
  for (let before = -1; before !== hidden.size; ) {
    before = hidden.size;
    for (const place of places)
      for (const further of furtherIn(place, hidden)) hidden.set(further.key, 'would-tell-another');
  }
  return hidden;
}

/** The groups of one place: what is hidden of them, put together, and those that are left. */
interface Place {
  readonly away: Together;
  hides: boolean;
  /** Smallest over all places, so that the same group covers in each of them. */
  left: PersonCell[];
  /** Its smallest cell: places are gone through in this order. */
  least: PersonCell;
}

/** Of many thousand groups most are of one person: those are added up here, once, and never sorted. */
function placesOf(cells: readonly PersonCell[], hidden: ReadonlyMap<string, unknown>): Place[] {
  const places = new Map<string, Place>();
  for (const cell of cells) {
    if (cell.persons === 0) continue;
    let place = places.get(cell.parent);
    if (!place) {
      place = { away: new Together(), hides: false, left: [], least: cell };
      places.set(cell.parent, place);
    } else if (bySize(cell, place.least) < 0) place.least = cell;
    if (!hidden.has(cell.key)) place.left.push(cell);
    else {
      place.away.add(cell);
      place.hides = true;
    }
  }
  const rank = new Map(
    sidesOf([...places.values()].flatMap(({ left }) => left)).map(({ key }, at) => [key, at]),
  );
  for (const { left } of places.values())
    left.sort((a, b) => (rank.get(a.key) ?? 0) - (rank.get(b.key) ?? 0));
  return [...places.values()].sort((a, b) => bySize(a.least, b.least));
}

/** The groups of a place that have to be hidden besides those that are, so that nothing can be subtracted. */
function furtherIn(place: Place, hidden: ReadonlyMap<string, unknown>): PersonCell[] {
  const { away } = place;
  // Groups that were hidden for the sake of another place are hidden here as well.
  const left = place.left.filter((cell) => {
    if (!hidden.has(cell.key)) return true;
    away.add(cell);
    place.hides = true;
    return false;
  });
  let taken = 0;
  if (place.hides)
    for (; taken < left.length && refusedCell(away) !== null; taken++) away.add(left[taken] as PersonCell);
  place.left = left.slice(taken);
  return left.slice(0, taken);
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
  const rows = new Side(cells, 'row');
  const columns = new Side(cells, 'column');
  for (const cell of unsafe) {
    rows.take(cell.row, columns);
    columns.take(cell.column, rows);
  }
  // A row's hidden part grows with the columns, and a column's with the rows.
  for (let grown = unsafe.length > 0; grown; ) {
    grown = (columns.taken.size < 2 || rows.hasUnsafe) && columns.grow(rows);
    if (rows.taken.size < 2 || columns.hasUnsafe) grown = rows.grow(columns) || grown;
  }
  return { rows: rows.taken, columns: columns.taken };
}

/**
 * The rows or the columns of a table of which a block is hidden, with what is hidden of each, kept up as the
 * block grows: a table of projects has many thousand rows.
 */
class Side {
  readonly taken = new Set<string>();
  private readonly other: 'row' | 'column';
  private readonly lines = new Map<string, GridCell[]>();
  /** The smallest first; those before `at` are taken. */
  private readonly order: readonly string[];
  private at = 0;
  /** What is hidden of each line. */
  private readonly hidden = new Map<string, Together>();
  private readonly unsafe = new Set<string>();

  constructor(cells: readonly GridCell[], name: 'row' | 'column') {
    this.other = name === 'row' ? 'column' : 'row';
    for (const cell of cells) {
      const line = this.lines.get(cell[name]);
      if (line) line.push(cell);
      else this.lines.set(cell[name], [cell]);
    }
    const keyed = cells.map((cell) => ({ ...cell, key: cell[name], parent: '' }));
    this.order = sidesOf(keyed).map(({ key }) => key);
  }

  /** Whether what is hidden of some line would tell too few persons. */
  get hasUnsafe(): boolean {
    return this.unsafe.size > 0;
  }

  /** Takes a line in, and adds its part of the block to the lines that cross it. */
  take(line: string, across: Side): void {
    if (this.taken.has(line)) return;
    this.taken.add(line);
    for (const cell of this.lines.get(line) ?? []) {
      if (!across.taken.has(cell[this.other])) continue;
      this.hide(line, cell);
      across.hide(cell[this.other], cell);
    }
  }

  /** Takes the smallest line that is left; false where none is. */
  grow(across: Side): boolean {
    while (this.at < this.order.length && this.taken.has(this.order[this.at] as string)) this.at++;
    const next = this.order[this.at];
    if (next !== undefined) this.take(next, across);
    return next !== undefined;
  }

  private hide(line: string, cell: GridCell): void {
    const sum = this.hidden.get(line) ?? new Together();
    this.hidden.set(line, sum);
    sum.add(cell);
    if (refusedCell(sum) === null) this.unsafe.delete(line);
    else this.unsafe.add(line);
  }
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
  const away = new Together();
  const safe = family.filter((cell) => {
    if (hidden.has(cell.key)) away.add(cell);
    return !hidden.has(cell.key);
  });
  if (safe.length === family.length) return [];
  const further: PersonCell[] = [];
  for (const cell of safe) {
    if (refusedCell(away) === null) break;
    away.add(cell);
    further.push(cell);
  }
  return further;
}
