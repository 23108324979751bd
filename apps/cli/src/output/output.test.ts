import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  bytesFigure,
  cellWidth,
  countFigure,
  droppedColumns,
  durationFigure,
  fitCells,
  groupDigits,
  makeTerminal,
  progressLine,
  renderTable,
  roundDecimal,
  shareFigure,
  shortCount,
  startProgress,
  styleFor,
  usdFigure,
  wantsColor,
} from './index.ts';

const plain = styleFor(false);

describe('figures', () => {
  test('counts are grouped and keep every digit', () => {
    expect(countFigure('77328535')).toBe('77,328,535');
    expect(countFigure('123456789012345678901234567890')).toBe('123,456,789,012,345,678,901,234,567,890');
    expect(countFigure('-1204')).toBe('−1,204');
  });

  test('dollars show cents, and a small cost never reads as nothing', () => {
    expect(usdFigure('29.03206135')).toBe('$29.03');
    expect(usdFigure('1234567.895')).toBe('$1,234,567.90');
    expect(usdFigure('0')).toBe('$0.00');
    expect(usdFigure('0.0000061')).toBe('$0.0000061');
    expect(usdFigure('-0.15189756178')).toBe('−$0.15');
    expect(usdFigure('-0.001')).toBe('−$0.001');
  });

  test('shares, short counts, bytes and durations are short', () => {
    expect([shareFigure('0.978'), shareFigure('1'), shareFigure('0.00049')]).toEqual([
      '97.8 %',
      '100 %',
      '0 %',
    ]);
    expect([shortCount('999'), shortCount('50062931'), shortCount('1204000000')]).toEqual([
      '999',
      '50.06 M',
      '1.20 B',
    ]);
    expect([bytesFigure(512), bytesFigure(1_240_000_000)]).toEqual(['512 B', '1.24 GB']);
    expect([durationFigure(820), durationFigure(185_000), durationFigure(4_320_000)]).toEqual([
      '0.8 s',
      '3 min 05 s',
      '1 h 12 min',
    ]);
  });

  test('rounding to p places never moves an amount by more than half a unit of the last place', () => {
    const amount = fc.tuple(
      fc.bigInt({ min: -(10n ** 25n), max: 10n ** 25n }),
      fc.integer({ min: 0, max: 12 }),
    );
    fc.assert(
      fc.property(amount, fc.integer({ min: 0, max: 6 }), ([digits, scale], places) => {
        const text = decimalOf(digits, scale);
        const off = scaled(roundDecimal(text, places)) - scaled(text);
        expect((off < 0n ? -off : off) * 2n <= 10n ** BigInt(18 - places)).toBe(true);
        expect(groupDigits(text).replaceAll(',', '').replace('−', '-')).toBe(text);
      }),
    );
  });
});

function decimalOf(digits: bigint, scale: number): string {
  const text = (digits < 0n ? -digits : digits).toString().padStart(scale + 1, '0');
  const split = scale === 0 ? text : `${text.slice(0, -scale)}.${text.slice(-scale)}`;
  return digits < 0n ? `-${split}` : split;
}

/** The amount in units of 10⁻¹⁸. */
function scaled(text: string): bigint {
  const [whole = '0', fraction = ''] = text.replace('-', '').split('.');
  const size = BigInt(`${whole}${fraction.padEnd(18, '0')}`);
  return text.startsWith('-') ? -size : size;
}

describe('a table', () => {
  const table = {
    columns: [
      { title: 'Date' },
      { title: 'Models', least: 8, dropOrder: 1 },
      { title: 'Tokens', align: 'right' as const },
    ],
    rows: [{ cells: ['2026-02-10', 'claude-opus-4-6, claude-haiku-4-5', '1,204'] }],
    total: ['Total', '', '51,195,308'],
  };

  test('stands figures right and words left, with the total under a rule', () => {
    expect(
      renderTable(table, 80, plain)
        .split('\n')
        .map((line) => line.trimEnd()),
    ).toEqual([
      'Date        Models                                 Tokens',
      '─────────────────────────────────────────────────────────',
      '2026-02-10  claude-opus-4-6, claude-haiku-4-5       1,204',
      '─────────────────────────────────────────────────────────',
      'Total                                          51,195,308',
      '',
    ]);
  });

  test('fits any width that its figures allow: words are squeezed, then columns dropped, figures never cut', () => {
    for (const width of [60, 50, 40, 34, 28, 24]) {
      const drawn = renderTable(table, width, plain);
      expect(Math.max(...drawn.split('\n').map(cellWidth))).toBeLessThanOrEqual(width);
      expect(drawn).toContain('51,195,308');
    }
    expect(droppedColumns(table, 28)).toEqual(['Models']);
    expect(droppedColumns(table, 80)).toEqual([]);
  });

  test('wide characters take two cells, and control characters never reach the terminal', () => {
    expect(cellWidth('表格 ok')).toBe(7);
    expect(fitCells('表格表格', 5)).toBe('表格…');
    expect(fitCells('a\u0007\u001b[2Jb\nc', 20).includes('\u0007')).toBe(false);
  });
});

describe('colour', () => {
  test('follows the terminal, and NO_COLOR wins over everything', () => {
    expect(wantsColor({}, true)).toBe(true);
    expect(wantsColor({}, false)).toBe(false);
    expect(wantsColor({ FORCE_COLOR: '1' }, false)).toBe(true);
    expect(wantsColor({ NO_COLOR: '1', FORCE_COLOR: '1' }, true)).toBe(false);
    expect(styleFor(false).warn('x')).toBe('x');
  });
});

describe('progress', () => {
  test('tells elapsed and remaining time once it can', () => {
    expect(progressLine({ what: 'Reading codex', done: 50, of: 100 }, 2_000)).toBe(
      'Reading codex  ████████░░░░░░░░  50 % · 2.0 s · ETA 2.0 s',
    );
    expect(progressLine({ what: 'Looking' }, 300)).toBe('Looking · 0.3 s');
  });

  test('writes plain lines rarely where there is no terminal, and never to stdout', () => {
    let time = 0;
    const written: string[] = [];
    const terminal = makeTerminal({
      env: {},
      cwd: '/',
      homeDir: '/',
      stdout: { write: () => expect.unreachable() },
      stderr: { write: (text) => written.push(text) },
      now: () => new Date(time),
    });
    const progress = startProgress(terminal);
    for (; time < 11_000; time += 100) progress.step({ what: 'Reading', done: time, of: 11_000 });
    progress.clear();
    expect(written.length).toBe(2);
    expect(written.every((line) => line.endsWith('\n') && !line.includes('\u001b'))).toBe(true);
  });
});
