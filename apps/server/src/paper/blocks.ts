import type { Column } from './parts.ts';
import { contentWidth, inks, left, type Sheet } from './sheet.ts';

/** A small table, or sentences, that stands beside another one. */
export interface Block {
  title: string;
  columns: readonly Column[];
  rows: readonly (readonly string[])[];
  /** Under the rows. */
  notes: readonly string[];
}

const gap = 28;
const rowHeight = 13;
/** Of Inter at 8.5 points, so that a long name is cut before it runs into the next line. */
const letterWidth = 4.35;

/** Two blocks side by side under one rule; the page goes on below the longer one. */
export function sideBySide(sheet: Sheet, blocks: readonly [Block, Block]): void {
  sheet.rule(sheet.y);
  const top = sheet.y + 8;
  const width = (contentWidth - gap) / 2;
  const ends = blocks.map((block, at) => draw(sheet, block, left + at * (width + gap), top, width));
  sheet.y = Math.max(...ends) + 6;
}

function draw(sheet: Sheet, { title, columns, rows, notes }: Block, x: number, top: number, width: number) {
  let y = top + sheet.text(title, x, top, { size: 10, face: 'strong', width }) + 5;
  if (rows.length > 0 && columns.some(({ title: head }) => head !== '')) {
    const heads = columns.map(({ title: head }) => head);
    y = row(sheet, { columns, cells: heads, x, y, width, size: 7.5, color: inks.grey });
  }
  for (const cells of rows) y = row(sheet, { columns, cells, x, y, width, size: 8.5, color: inks.ink });
  if (rows.length > 0 && notes.length > 0) y += 3;
  for (const note of notes) y += sheet.text(note, x, y, { size: 8, color: inks.grey, width }) + 3;
  return y;
}

interface Row {
  columns: readonly Column[];
  cells: readonly string[];
  x: number;
  y: number;
  width: number;
  size: number;
  color: string;
}

function row(sheet: Sheet, { columns, cells, x, y, width, size, color }: Row): number {
  let at = x;
  columns.forEach(({ share, right }, column) => {
    const room = share * width;
    const text = cells[column] ?? '';
    if (right) sheet.text(text, at, y, { size, color, width: room, align: 'right' });
    else sheet.text(cut(text, room - 6), at, y, { size, color, width: room });
    at += room;
  });
  return y + rowHeight;
}

/** A text that fits one line of so many points. */
export function cut(text: string, room: number): string {
  const most = Math.floor(room / letterWidth);
  return text.length > most ? `${text.slice(0, most - 1).trimEnd()}…` : text;
}
