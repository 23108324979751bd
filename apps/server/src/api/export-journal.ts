import { type GlLine, glColumns, glRow, glTotals } from '@exchequer/core/close';
import { formatUsd } from '@exchequer/model';
import writeExcelFile, { type SheetData } from 'write-excel-file/node';
import { type Cells, csvLine } from './export-stream.ts';
import { refusal } from './problem.ts';

/** What the head of a journal file says of it. */
export interface JournalHead {
  workspace: string;
  from: string;
  to: string;
  timeZone: string;
  snapshotAt: string;
  detail: 'lines' | 'summary';
  amounts: 'exact' | 'cents';
  /** Accounts of ours without one of the company's. */
  unmapped: readonly string[];
}

/** Rows before the table: what it is, so that the file speaks for itself. */
export function journalHead(head: JournalHead): Cells[] {
  const { unmapped } = head;
  return [
    ...(head.workspace === 'sample' ? [['SAMPLE', 'Figures of a simulated company']] : []),
    ['Journal of the financial book', head.workspace],
    ['Range', `${head.from} to ${head.to}, the last day excluded, by the day of posting`],
    ['Time zone', head.timeZone],
    ['Detail', head.detail === 'lines' ? 'every line' : 'summed by month, account and provider'],
    ['Amounts', head.amounts === 'exact' ? 'exact' : 'cents, with rounding lines'],
    ['Snapshot', head.snapshotAt],
    ['Provenance', 'double-entry ledger'],
    [
      'Unmapped accounts',
      unmapped.length === 0 ? 'none' : `${unmapped.length}: ${unmapped.slice(0, 50).join(' | ')}`,
    ],
    [],
  ];
}

const valuesOf = (line: GlLine): string[] => {
  const row = glRow(line);
  return glColumns.map((name) => row[name]);
};

/** Sums below the table; stops where debits and credits part. */
function totalRows(totals: ReturnType<typeof glTotals>): Cells[] {
  return totals.balanced().map(({ currency, debit, credit }) =>
    glColumns.map((name) => {
      if (name === 'journal_date') return 'Total';
      if (name === 'currency') return currency;
      if (name === 'debit') return formatUsd(debit);
      return name === 'credit' ? formatUsd(credit) : '';
    }),
  );
}

/** The journal as lines of a CSV file. */
export async function* journalCsv(head: JournalHead, lines: AsyncIterable<GlLine>): AsyncGenerator<string> {
  for (const row of journalHead(head)) yield csvLine(row);
  yield csvLine(glColumns);
  const totals = glTotals();
  for await (const line of lines) {
    totals.add(line);
    yield csvLine(valuesOf(line));
  }
  for (const row of totalRows(totals)) yield csvLine(row);
}

/** A worksheet is built in memory and holds a million rows at most. */
const sheetLimit = 100_000;

/** The journal as a workbook. Longer ones are refused: a worksheet sits in memory, and in Excel too. */
export async function journalXlsx(head: JournalHead, lines: AsyncIterable<GlLine>): Promise<Buffer> {
  const bold = (value: string) => ({ value, fontWeight: 'bold' as const });
  const sheet: SheetData = [
    ...journalHead(head).map((row) => row.map((value) => value ?? '')),
    glColumns.map((name) => bold(name)),
  ];
  const totals = glTotals();
  for await (const line of lines) {
    totals.add(line);
    sheet.push(valuesOf(line).map(sheetCell));
    if (sheet.length > sheetLimit) {
      const detail = `the journal has more than ${sheetLimit} lines`;
      throw refusal(422, 'sheet-too-long', detail, 'Ask for the summary, fewer months, or journal.csv.');
    }
  }
  for (const row of totalRows(totals)) sheet.push(row.map((value) => bold(value ?? '')));
  return writeExcelFile(sheet, {
    sheet: 'Journal',
    columns: glColumns.map((name) => ({ width: name === 'memo' || name === 'exchequer_account' ? 44 : 16 })),
  }).toBuffer();
}

/** Amounts are numbers as far as a spreadsheet can hold them exactly, 15 digits, else text. */
function sheetCell(value: string, at: number) {
  const name = glColumns[at];
  if (value === '' || (name !== 'debit' && name !== 'credit')) return { value, type: String };
  const digits = value.replace('.', '').replace(/^0+/, '');
  if (digits.length > 15) return { value, type: String, align: 'right' as const };
  return { value: Number(value), type: Number, format: '#,##0.00##########' };
}
