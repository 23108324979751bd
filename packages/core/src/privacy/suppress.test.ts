import type { PersonCell } from '@exchequer/model';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { refusedCell, suppress, suppressGrid, suppressGroups } from './index.ts';

/** What each person contributes to a cell. */
type Members = Readonly<Record<string, number>>;

function cellOf(key: string, members: Members, parent = 'all'): PersonCell {
  const amounts = Object.values(members).map(BigInt);
  const total = amounts.reduce((sum, one) => sum + one, 0n);
  const largest = BigInt(Math.max(0, ...Object.values(members)));
  return { key, parent, persons: amounts.length, figures: [{ total, largest }] };
}

const alike = (...names: string[]): Members => Object.fromEntries(names.map((name) => [name, 10]));
const many = (prefix: string, count: number) =>
  alike(...Array.from({ length: count }, (_, at) => `${prefix}${at}`));

describe('cells about persons', () => {
  test('of five are shown and of four are not', () => {
    const hidden = suppress([cellOf('five', many('a', 5)), cellOf('four', many('b', 4), 'other')]);
    expect(Object.fromEntries(hidden)).toEqual({ four: 'too-few' });
  });

  test('are hidden where one person makes up more than four fifths', () => {
    const edge = cellOf('edge', { a: 80, b: 5, c: 5, d: 5, e: 5 }, 'x');
    const over = cellOf('over', { a: 81, b: 5, c: 5, d: 5, e: 4 }, 'y');
    expect(Object.fromEntries(suppress([edge, over]))).toEqual({ over: 'one-dominates' });
  });

  test('without persons are nobody’s secret, and hide nobody', () => {
    const cells = [cellOf('agents', {}), cellOf('one', alike('ann')), cellOf('team', many('t', 9))];
    expect(Object.fromEntries(suppress(cells))).toEqual({ one: 'too-few', team: 'would-tell-another' });
  });

  test('take the smallest further cell with them, or subtraction would tell them', () => {
    const cells = [
      cellOf('small', alike('a', 'b')),
      cellOf('six', many('s', 6)),
      cellOf('eight', many('e', 8)),
      cellOf('nine', many('n', 9)),
    ];
    expect(Object.fromEntries(suppress(cells))).toEqual({ small: 'too-few', six: 'would-tell-another' });
  });
});

describe('suppression', () => {
  const amounts = fc.dictionary(
    fc.integer({ min: 1, max: 14 }).map((at) => `p${at}`),
    fc.integer({ min: 0, max: 100 }),
    { maxKeys: 12 },
  );
  const grid = fc.array(fc.array(amounts, { minLength: 3, maxLength: 4 }), { minLength: 1, maxLength: 4 });
  const cellsOf = (rows: Members[][]) =>
    rows.flatMap((row, down) =>
      row.map((members, across) => {
        const cell = cellOf(`c${across}`, members, `r${down}`);
        return { members, cell, row: `r${down}`, column: `c${across}` };
      }),
    );
  /** The truth, which suppression does not know: who is in them. */
  const truth = (all: readonly { members: Members }[]) => {
    const sums: Record<string, number> = {};
    for (const { members } of all)
      for (const [who, amount] of Object.entries(members)) sums[who] = (sums[who] ?? 0) + amount;
    return refusedCell(cellOf('together', sums));
  };

  test('leaves nothing to subtract: what is hidden under a total is safe together, or all of it is hidden', () => {
    fc.assert(
      fc.property(fc.array(amounts, { maxLength: 7 }), (members) => {
        const cells = members.map((one, at) => ({ members: one, cell: cellOf(`c${at}`, one) }));
        const hidden = suppress(cells.map(({ cell }) => cell));
        const counted = cells.filter(({ cell }) => cell.persons > 0);
        const away = counted.filter(({ cell }) => hidden.has(cell.key));
        for (const { cell } of counted) expect(refusedCell(cell) === null || hidden.has(cell.key)).toBe(true);
        if (away.length > 0 && away.length < counted.length) expect(truth(away)).toBeNull();
      }),
      { numRuns: 500 },
    );
  });

  test('of groups over days hides a group on all of them, and leaves nothing to subtract on any', () => {
    fc.assert(
      fc.property(grid, (rows) => {
        const cells = cellsOf(rows);
        const hidden = suppressGroups(cells.map(({ cell }) => cell));
        for (const day of new Set(cells.map(({ row }) => row))) {
          const counted = cells.filter(({ row, cell }) => row === day && cell.persons > 0);
          for (const { cell, column } of counted)
            expect(refusedCell(cell) === null || hidden.has(column)).toBe(true);
          const away = counted.filter(({ column }) => hidden.has(column));
          if (away.length > 0 && away.length < counted.length) expect(truth(away)).toBeNull();
        }
      }),
      { numRuns: 300 },
    );
  });

  test('of a table hides whole blocks, so that rows and columns tell no cell in turn', () => {
    fc.assert(
      fc.property(grid, (members) => {
        const cells = cellsOf(members).map(({ cell, ...rest }) => ({ ...rest, ...cell }));
        const { rows, columns } = suppressGrid(cells);
        const away = (cell: { row: string; column: string }) =>
          rows.has(cell.row) && columns.has(cell.column);
        for (const cell of cells) expect(refusedCell(cell) === null || away(cell)).toBe(true);
        const hidden = cells.filter(away);
        if (hidden.length === 0) return;
        expect(columns.size).toBeGreaterThan(1);
        expect(rows.size).toBeGreaterThan(members.length > 1 ? 1 : 0);
        for (const side of ['row', 'column'] as const) {
          const all = new Set(cells.map((cell) => cell[side]));
          const across = side === 'row' ? columns : rows;
          if (across.size === new Set(cells.map((cell) => cell[side === 'row' ? 'column' : 'row'])).size)
            continue;
          for (const line of all) {
            const part = hidden.filter((cell) => cell[side] === line);
            if (part.some(({ persons }) => persons > 0)) expect(truth(part)).toBeNull();
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  test('does not depend on the order in which cells come', () => {
    fc.assert(
      fc.property(fc.array(amounts, { maxLength: 7 }), (members) => {
        const cells = members.map((one, at) => cellOf(`c${at}`, one));
        const told = (of: readonly PersonCell[]) => [...suppress(of)].sort();
        expect(told([...cells].reverse())).toEqual(told(cells));
      }),
      { numRuns: 200 },
    );
  });
});
