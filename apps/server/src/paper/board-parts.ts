import type { BoardPack, PaperFigure } from '@exchequer/model/contract';
import { beforeText, figureText, gainText, intervalText, spanText, valueText } from './board-words.ts';
import { dayText } from './parts.ts';
import { inks, type Sheet } from './sheet.ts';

/** Where the board pack stands on its page: wider than other papers, since it holds more. */
export const board = { x: 40, width: 515.28, right: 555.28 } as const;

/** A page that figures lead to, such as `https://tower.example/w/live/ledger`. */
export type Leads = (to: string) => string;

const amber = '#8a5a10';

/** A numbered part under a thin rule; returns where its contents begin. */
export function part(
  sheet: Sheet,
  number: number | null,
  title: string,
  { x, y, width }: { x: number; y: number; width: number },
): number {
  sheet.draw((doc) => {
    doc
      .moveTo(x, y)
      .lineTo(x + width, y)
      .lineWidth(0.7)
      .strokeColor(inks.ink)
      .stroke();
  });
  const indent = number === null ? 0 : number > 9 ? 15 : 11;
  if (number !== null)
    sheet.text(String(number), x, y + 4.5, { size: 7.5, color: inks.grey, width: 14, tabular: true });
  sheet.text(title, x + indent, y + 4, { size: 8.5, face: 'strong', width: width - indent, most: 1 });
  return y + 18;
}

/** A hero figure: its name, its value large, and a note under it. */
export function hero(
  sheet: Sheet,
  figure: PaperFigure,
  { x, y, width, note, leads }: { x: number; y: number; width: number; note: string; leads: Leads },
): void {
  sheet.text(figure.name, x, y, { size: 7.5, color: inks.grey, width: width - 8, most: 1 });
  if (figure.value === null) {
    sheet.text(figureText(figure), x, y + 12, { size: 7.5, color: amber, width: width - 8, most: 3 });
  } else {
    const size = { size: 17, face: 'medium', width: width - 4, tabular: true, most: 1 } as const;
    sheet.text(valueText(figure.value, figure.unit), x, y + 10, size);
    sheet.text(note, x, y + 32, { size: 7, color: inks.grey, width: width - 8, most: 2 });
  }
  sheet.link({ x, y, width: width - 8, height: 40 }, leads(figure.to));
}

/** Figures of a part below each other; those that need the same are named together. */
export function figureColumn(
  sheet: Sheet,
  figures: readonly PaperFigure[],
  { x, y, width, leads }: { x: number; y: number; width: number; leads: Leads },
): void {
  const groups = groupedByNeed(figures);
  const lines = groups.filter(([{ value } = { value: null }]) => value === null).length > 2 ? 1 : 2;
  let top = y;
  for (const group of groups) {
    const [first] = group;
    if (!first) continue;
    if (first.value !== null) {
      top = figureLine(sheet, first, first.value, { x, y: top, width, leads });
      continue;
    }
    const names = group.map(({ name }) => name).join(', ');
    sheet.link({ x, y: top - 1, width, height: 20 }, leads(first.to));
    sheet.text(names, x, top, { size: 8, width, most: 1 });
    const needs = { size: 7, color: amber, width, most: lines, lineGap: 0.5 } as const;
    top += 10.5 + sheet.text(figureText(first), x, top + 10.5, needs) + 3.5;
  }
}

function groupedByNeed(figures: readonly PaperFigure[]): PaperFigure[][] {
  const groups: PaperFigure[][] = [];
  for (const figure of figures) {
    const alike = groups.find(
      ([first]) => figure.value === null && first?.value === null && first.needs === figure.needs,
    );
    if (alike) alike.push(figure);
    else groups.push([figure]);
  }
  return groups;
}

/** Name at the left, value at the right, and in grey what it was or rests on. Returns the next line. */
function figureLine(
  sheet: Sheet,
  figure: PaperFigure,
  known: string,
  { x, y, width, leads }: { x: number; y: number; width: number; leads: Leads },
): number {
  sheet.link({ x, y: y - 1, width, height: 12 }, leads(figure.to));
  const value = valueText(known, figure.unit);
  const name = width - value.length * 5 - 8;
  sheet.text(figure.name, x, y, { size: 8, width: name, most: 1 });
  const right = { size: 8.5, face: 'medium', align: 'right', width: width - name } as const;
  sheet.text(value, x + name, y - 0.4, right);
  const under = figure.note || beforeText(figure);
  if (under === '') return y + 13;
  sheet.text(under, x, y + 10, { size: 6.8, color: inks.grey, width, most: 1 });
  return y + 21.5;
}

/** Both eras of a pair, one above the other. */
export function pairCell(
  sheet: Sheet,
  { headcount, token }: BoardPack['pairs'][number],
  { x, y, width, leads }: { x: number; y: number; width: number; leads: Leads },
): void {
  const half = (figure: PaperFigure, top: number) => {
    sheet.text(figure.name, x, top, { size: 6.8, color: inks.grey, width: width - 8, most: 1 });
    if (figure.value === null) {
      const needs = { size: 6.6, color: amber, width: width - 8, most: 2, lineGap: 0 } as const;
      sheet.text(figureText(figure), x, top + 9.5, needs);
    } else {
      const value = valueText(figure.value, figure.unit);
      sheet.text(value, x, top + 8.5, {
        size: 10.5,
        face: 'medium',
        width: width - 6,
        tabular: true,
        most: 1,
      });
      sheet.text(beforeText(figure), x, top + 22, { size: 6.4, color: inks.grey, width: width - 8, most: 1 });
    }
    sheet.link({ x, y: top, width: width - 8, height: 30 }, leads(figure.to));
  };
  half(headcount, y);
  half(token, y + 34);
}

/** Unit economics as a small table: value, interval, target, grade. */
export function unitTable(
  sheet: Sheet,
  units: readonly PaperFigure[],
  { x, y, width, leads }: { x: number; y: number; width: number; leads: Leads },
): number {
  const at = [0, 0.4, 0.57, 0.83, 0.94].map((share) => x + share * width);
  const [name = x, value = x, interval = x, target = x, grade = x] = at;
  const head = { size: 6.6, color: inks.grey } as const;
  sheet.text('Value', value - 34, y, { ...head, width: 60, align: 'right' });
  sheet.text('Where it likely lies', interval, y, { ...head, width: 90 });
  sheet.text('Target', target - 22, y, { ...head, width: 44, align: 'right' });
  sheet.text('Grade', grade, y, { ...head, width: 30, align: 'right' });
  let top = y + 10;
  for (const unit of units) {
    sheet.link({ x, y: top - 1, width, height: 12 }, leads(unit.to));
    sheet.text(unit.name, name, top, { size: 8, width: value - name - 30, most: 1 });
    if (unit.value === null && unit.low === null) {
      sheet.text(figureText(unit), value - 30, top, {
        size: 7,
        color: amber,
        width: x + width - value + 30,
        most: 1,
      });
    } else {
      const shown = unit.value === null ? '–' : valueText(unit.value, unit.unit);
      sheet.text(shown, value - 34, top - 0.4, { size: 8.5, face: 'medium', width: 60, align: 'right' });
      sheet.text(intervalText(unit), interval, top, {
        size: 7.2,
        color: inks.grey,
        width: target - interval,
        most: 1,
      });
      const aim = unit.target === null ? 'none' : valueText(unit.target, unit.unit);
      const tone = unit.target === null ? inks.grey : inks.ink;
      sheet.text(aim, target - 22, top, { size: 7.5, width: 44, align: 'right', color: tone });
      sheet.text(unit.grade ?? '', grade, top, { size: 7.5, width: 30, align: 'right', color: inks.grey });
    }
    top += 13.5;
  }
  return top;
}

const owners = {
  finance: 'Finance',
  engineering: 'Engineering',
  platform: 'Platform',
  people: 'People',
  person: 'The person',
} as const;

/** A recommendation: what to do, and what it is likely to bring, how sure, whose. */
export function adviceLine(
  sheet: Sheet,
  advice: BoardPack['recommendations'][number],
  { y, leads }: { y: number; leads: Leads },
): number {
  const { x, width, right } = board;
  sheet.link({ x, y: y - 1, width, height: 21 }, leads(advice.to));
  const words = sheet.text(advice.claim, x, y, { size: 7.8, width: width - 178, most: 2, lineGap: 0.6 });
  const text = { size: 8, align: 'right', width: 168 } as const;
  sheet.text(gainText(advice.gain), right - 168, y, { ...text, face: 'medium', most: 1 });
  const under = `${advice.confidence} confidence · ${owners[advice.owner]}`;
  sheet.text(under, right - 168, y + 10.5, { ...text, size: 7, color: inks.grey, most: 1 });
  return y + Math.max(words, 20) + 3.5;
}

const verdicts = {
  gain: 'a gain',
  'no-effect-seen': 'no effect seen',
  harm: 'a loss',
  'cannot-tell': 'cannot tell',
} as const;

/** An applied recommendation: promised beside realised. */
export function decisionLine(
  sheet: Sheet,
  decision: BoardPack['decisions'][number],
  { y, leads }: { y: number; leads: Leads },
): number {
  const { x, width, right } = board;
  sheet.link({ x, y: y - 1, width, height: 12 }, leads(decision.to));
  const state = decision.state === 'undone' ? 'Undone' : dayText(decision.decided_at.slice(0, 10));
  sheet.text(state, x, y, { size: 7.2, color: inks.grey, width: 54, most: 1 });
  sheet.text(decision.claim, x + 56, y, { size: 7.6, width: width - 56 - 262, most: 1 });
  sheet.text(gainText(decision.promised), right - 258, y, { size: 7.6, width: 126, align: 'right', most: 1 });
  sheet.text(realisedText(decision), right - 128, y, {
    size: 7.6,
    face: 'medium',
    width: 128,
    align: 'right',
    most: 1,
  });
  return y + 12;
}

/** What a decision brought, or that it is not known yet. */
export function realisedText({ realised }: Pick<BoardPack['decisions'][number], 'realised'>): string {
  if (realised === null) return 'not measured yet';
  if (realised.realised === null) return verdicts[realised.verdict];
  return `${spanText(realised.realised.low, realised.realised.high)} a month`;
}
