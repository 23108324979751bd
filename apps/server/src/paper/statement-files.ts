import type { GrantLot, GrantStatement } from '@exchequer/model/contract';
import writeExcelFile, { type SheetData } from 'write-excel-file/node';
import { csvLine } from '../api/export-stream.ts';

const columns = [
  'id',
  'grant_id',
  'kind',
  'starts_on',
  'expires_on',
  'granted',
  'available',
  'used',
  'expired',
  'returned',
  'transferred',
] as const satisfies readonly (keyof GrantLot)[];

/** What the file is about, in lines above the table. */
const about = ({ worker, month, marks, wording }: GrantStatement): string[][] => [
  ...(marks.workspace === 'sample' ? [['SAMPLE', 'Figures of a simulated company']] : []),
  ['Statement', worker.name],
  ['Month', month],
  ['Time zone', marks.time_zone],
  ['Policy version', marks.policy_version],
  ['Jurisdiction', marks.jurisdiction],
  ['Snapshot', marks.snapshot],
  ['Wording', wording],
];

/** The lots of a statement as CSV, to the last unit. */
export const lotsCsv = (statement: GrantStatement): string =>
  [
    ...about(statement),
    [],
    [...columns],
    ...statement.lots.map((lot) => columns.map((column) => lot[column])),
  ]
    .map(csvLine)
    .join('');

const amounts: readonly string[] = ['granted', 'available', 'used', 'expired', 'returned', 'transferred'];

/** The lots of a statement as a spreadsheet. Amounts are numbers there; the CSV is exact. */
export async function lotsXlsx(statement: GrantStatement): Promise<Buffer> {
  const rows: SheetData = [
    ...about(statement).map((line) => line.map((value) => ({ value, type: String }))),
    [],
    columns.map((value) => ({ value, type: String, fontWeight: 'bold' as const })),
    ...statement.lots.map((lot) =>
      columns.map((column) =>
        amounts.includes(column)
          ? { value: Number(lot[column]), type: Number, format: '#,##0.00' }
          : { value: String(lot[column]), type: String },
      ),
    ),
  ];
  return writeExcelFile(rows, { sheet: 'Lots' }).toBuffer();
}
