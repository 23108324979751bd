import { parseUsd } from '@exchequer/model';
import type { TermSheet } from '@exchequer/model/contract';
import { money } from '../api/term-sheet.ts';
import { contentWidth, footerY, inks, left, type Sheet } from './sheet.ts';

/** An amount of the wire for people: `$1,250.00`. */
export const amountText = (text: string, currency: string): string => money(parseUsd(text), currency);

/** A company day for people: `21 Nov 2026`. */
export function dayText(day: string): string {
  const at = new Date(`${day}T12:00:00Z`);
  return new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeZone: 'UTC' }).format(at);
}

/** Title, the question it answers, and the mark. */
export function heading(sheet: Sheet, title: string, sub: string, company: string): void {
  sheet.mark(left, sheet.y + 3);
  sheet.text(company || 'Exchequer', left + 20, sheet.y + 2, { size: 9, face: 'medium', color: inks.grey });
  sheet.y += 26;
  sheet.y += sheet.text(title, left, sheet.y, { size: 20, face: 'strong' }) + 2;
  sheet.y += sheet.text(sub, left, sheet.y, { size: 9.5, color: inks.grey }) + 12;
}

/** A section's name, under a rule unless another one stands right above. */
export function section(sheet: Sheet, name: string, ruled = true): void {
  if (ruled) sheet.rule(sheet.y);
  sheet.y += ruled ? 8 : 0;
  sheet.y += sheet.text(name, left, sheet.y, { size: 10, face: 'strong' }) + 5;
}

export interface Figure {
  name: string;
  value: string;
  note?: string;
}

/** Hero figures on one line. */
export function figures(sheet: Sheet, shown: readonly Figure[]): void {
  const width = contentWidth / shown.length;
  shown.forEach(({ name, value, note }, at) => {
    const x = left + at * width;
    sheet.text(name, x, sheet.y, { size: 8, color: inks.grey, width: width - 8 });
    sheet.text(value, x, sheet.y + 12, { size: 15, face: 'medium', width: width - 4, tabular: true });
    if (note) sheet.text(note, x, sheet.y + 33, { size: 7.5, color: inks.grey, width: width - 8 });
  });
  sheet.y += shown.some(({ note }) => note) ? 52 : 40;
}

export interface Column {
  title: string;
  /** Share of the width. */
  share: number;
  right?: boolean;
}

const rowHeight = 14;

/** A table of so many rows as fit in `most` points; says how many are left out. */
export function table(
  sheet: Sheet,
  columns: readonly Column[],
  rows: readonly string[][],
  most: number,
): void {
  const fits = Math.max(1, Math.floor((most - rowHeight) / rowHeight));
  const cut = rows.length > fits;
  const shown = cut ? rows.slice(0, fits - 1) : rows;
  line(
    sheet,
    columns,
    columns.map(({ title }) => title),
    inks.grey,
    7.5,
  );
  for (const row of shown) line(sheet, columns, row, inks.ink, 8.5);
  if (cut) {
    const rest = `and ${rows.length - shown.length} more, in the spreadsheet of this statement`;
    sheet.text(rest, left, sheet.y, { size: 8, color: inks.grey });
    sheet.y += rowHeight;
  }
  sheet.y += 6;
}

function line(
  sheet: Sheet,
  columns: readonly Column[],
  cells: readonly string[],
  color: string,
  size: number,
): void {
  let x = left;
  columns.forEach(({ share, right }, at) => {
    const width = share * contentWidth;
    const place = right ? { align: 'right' as const, width: width - 6 } : { width: width - 6 };
    sheet.text(cells[at] ?? '', right ? x + 6 : x, sheet.y, { size, color, ...place });
    x += width;
  });
  sheet.y += rowHeight;
}

/** A term and its text, side by side. */
export function pair(sheet: Sheet, term: string, text: string): void {
  sheet.text(term, left, sheet.y, { size: 9, color: inks.grey, width: 96 });
  sheet.y += sheet.text(text, left + 104, sheet.y, { size: 9.5, width: contentWidth - 104 }) + 6;
}

/** What every paper carries at its foot. */
export function footer(sheet: Sheet, marks: TermSheet['marks'], note: string): void {
  sheet.rule(footerY);
  const facts = [
    `Policy version ${marks.policy_version}`,
    `Jurisdiction ${marks.jurisdiction || 'not stated'}`,
    `Days of ${marks.time_zone}`,
    `Made on ${dayText(marks.made_on)}`,
    `Snapshot ${marks.snapshot}`,
  ].join('  ·  ');
  sheet.text(facts, left, footerY + 8, { size: 7.5, color: inks.grey });
  sheet.text(note, left, footerY + 20, { size: 7.5, color: inks.grey });
}
