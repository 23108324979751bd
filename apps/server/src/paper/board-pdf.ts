import type { BoardPack, ReportSnapshot } from '@exchequer/model/contract';
import { bridgeChart, courseChart } from './board-chart.ts';
import {
  adviceLine,
  board,
  decisionLine,
  figureColumn,
  hero,
  type Leads,
  pairCell,
  part,
  unitTable,
} from './board-parts.ts';
import { beforeText, changeText, figureText, intervalText, valueText } from './board-words.ts';
import { dayText } from './parts.ts';
import { inks, newSheet, type Sheet, type SheetOptions } from './sheet.ts';
import { monthName } from './statement-pdf.ts';

/** The board pack as one page. The same snapshot is the same page, byte for byte. */
export function boardPdf(snapshot: ReportSnapshot, size: SheetOptions['size'] = 'A4'): Promise<Buffer> {
  const { pack } = snapshot;
  const title = `AI board pack, ${monthName(pack.month)}`;
  const sheet = newSheet({
    title,
    sample: pack.workspace === 'sample',
    made: new Date(snapshot.made_at),
    size: size ?? 'A4',
  });
  const leads: Leads = (to) => `${pack.app_url}/w/${pack.workspace}${to}`;
  header(sheet, pack, title);
  heroes(sheet, pack, leads);
  charts(sheet, pack, leads);
  strip(sheet, pack, leads);
  economics(sheet, pack, leads);
  holdings(sheet, pack, leads);
  advice(sheet, pack, leads);
  quality(sheet, pack, leads);
  foot(sheet, snapshot, leads);
  return sheet.finish();
}

function header(
  sheet: Sheet,
  { company, workspace, month, range, headline, running }: BoardPack,
  title: string,
) {
  const { x, width, right } = board;
  sheet.mark(x, 34);
  const name = company || (workspace === 'sample' ? 'A simulated company' : 'Exchequer');
  sheet.text(name, x + 20, 33.5, { size: 8.5, face: 'medium', color: inks.grey, width: 260, most: 1 });
  const last = new Date(Date.parse(`${range.to}T12:00:00Z`) - 86_400_000).toISOString().slice(0, 10);
  const days = `${dayText(range.from)} to ${dayText(last)}, days of ${range.time_zone}`;
  const marks = workspace === 'sample' ? `SAMPLE  ·  ${days}` : days;
  sheet.text(marks, right - 300, 33.5, { size: 7.5, color: inks.grey, width: 300, align: 'right', most: 1 });
  sheet.text(title, x, 50, { size: 20, face: 'strong', width, most: 1 });
  const so = running ? `${monthName(month)} is still running. ${headline}` : headline;
  sheet.text(so, x, 76, { size: 9, color: inks.ink, width, most: 2 });
}

function heroes(sheet: Sheet, { spend }: BoardPack, leads: Leads): void {
  const top = part(sheet, 1, 'Spend', { x: board.x, y: 106, width: board.width });
  const { month, year, estimate, budget, over_budget: over, period } = spend;
  const band = intervalText(estimate);
  const shown = [
    [month, beforeText(month)],
    [year, year.note],
    [estimate, band === '' ? period.name : band],
    [budget, period.name],
    [over, estimate.level === null ? 'the period is over' : 'from the drawn courses'],
  ] as const;
  const width = board.width / shown.length;
  shown.forEach(([figure, note], at) => {
    hero(sheet, figure, { x: board.x + at * width, y: top, width, note, leads });
  });
}

const chartHeight = 104;

function charts(sheet: Sheet, pack: BoardPack, leads: Leads): void {
  const { bridge, movers, spend, workspace } = pack;
  const gap = 24;
  const wide = 306;
  const narrow = board.width - wide - gap;
  const left = { x: board.x, y: 174, width: wide };
  const top = part(sheet, 2, `Why it changed since ${shortMonth(bridge.compare_range.from)}`, left);
  sheet.link({ ...left, height: chartHeight + 18 }, leads(bridge.to));
  if (bridge.needs !== null) sheet.text(`Needs: ${bridge.needs}`, left.x, top, { size: 8, width: wide });
  else {
    const names: [string, string] = [shortMonth(bridge.compare_range.from), shortMonth(pack.range.from)];
    const place = { x: left.x, y: top, width: wide, height: chartHeight };
    bridgeChart(sheet, place, bridge, { names, hatched: workspace === 'sample' });
  }
  const x = board.x + wide + gap;
  const over = part(sheet, null, courseTitle(spend), { x, y: 174, width: narrow });
  if (spend.days.length < 2 || spend.estimate.value === null)
    sheet.text(figureText(spend.estimate), x, over, { size: 8, width: narrow, most: 3 });
  else courseChart(sheet, { x, y: over, width: narrow, height: chartHeight }, spend);
  named(sheet, movers, leads);
}

/** What the course is of: “Budget to 22 Dec 2026”, “October 2026 against budget”. */
const courseTitle = ({ period, budget }: BoardPack['spend']): string =>
  budget.value === null || period.name.startsWith('Budget') ? period.name : `${period.name} against budget`;

/** The three movers, by name. */
function named(sheet: Sheet, movers: BoardPack['movers'], leads: Leads): void {
  const y = 174 + 18 + chartHeight + 6;
  sheet.text('Moved most', board.x, y, { size: 7.5, color: inks.grey, width: 60 });
  if (movers.length === 0) {
    sheet.text('nothing that may be named', board.x + 62, y, { size: 7.5, color: inks.grey, width: 300 });
    return;
  }
  const width = (board.width - 62) / 3;
  movers.forEach((mover, at) => {
    const x = board.x + 62 + at * width;
    const change = changeText(mover.change);
    const words = `${change}  ${dimensionNames[mover.dimension] ?? mover.dimension} ${mover.name}`;
    sheet.text(words, x, y - 0.4, { size: 8, face: 'medium', width: width - 8, most: 1 });
    sheet.link({ x, y: y - 1, width: width - 8, height: 11 }, leads(mover.to));
  });
}

const dimensionNames: Readonly<Record<string, string>> = {
  team: 'team',
  workflow: 'workflow',
  model: 'model',
};

function strip(sheet: Sheet, { pairs }: BoardPack, leads: Leads): void {
  const top = part(sheet, 3, 'Two eras side by side: headcount above, tokens below', {
    ...{ x: board.x, y: 322, width: board.width },
  });
  const width = board.width / Math.max(1, pairs.length);
  pairs.forEach((pair, at) => {
    pairCell(sheet, pair, { x: board.x + at * width, y: top, width, leads });
  });
}

function economics(sheet: Sheet, { units, margin }: BoardPack, leads: Leads): void {
  const wide = 350;
  const gap = 20;
  const top = part(sheet, 4, 'Unit economics', { x: board.x, y: 414, width: wide });
  unitTable(sheet, units, { x: board.x, y: top, width: wide, leads });
  const x = board.x + wide + gap;
  const width = board.width - wide - gap;
  figureColumn(sheet, margin, { x, y: part(sheet, 5, 'Gross margin', { x, y: 414, width }), width, leads });
}

function holdings(sheet: Sheet, pack: BoardPack, leads: Leads): void {
  const gap = 18;
  const width = (board.width - 2 * gap) / 3;
  const parts = [
    [6, 'Commitments', pack.commitments],
    [7, 'Grants', pack.grants],
    [8, 'Risk', pack.risk],
  ] as const;
  parts.forEach(([number, title, shown], at) => {
    const x = board.x + at * (width + gap);
    const top = part(sheet, number, title, { x, y: 500, width });
    figureColumn(sheet, shown, { x, y: top, width, leads });
  });
}

const mostDecisions = 3;

function advice(
  sheet: Sheet,
  { recommendations, advice_needs: needs, decisions }: BoardPack,
  leads: Leads,
): void {
  let y = part(sheet, 9, 'What to do, and what the last decisions brought', {
    ...{ x: board.x, y: 612, width: board.width },
  });
  const quiet = { size: 8, color: inks.grey, width: board.width } as const;
  if (recommendations.length === 0)
    y +=
      sheet.text(
        needs === null ? 'Nothing to do stands in the inbox.' : `Needs: ${needs}`,
        board.x,
        y,
        quiet,
      ) + 4;
  for (const one of recommendations) y = adviceLine(sheet, one, { y, leads });
  if (decisions.length === 0) {
    sheet.text('No recommendation was applied in this month or the one before.', board.x, y, {
      ...quiet,
      size: 7.5,
    });
    return;
  }
  const head = { size: 6.6, color: inks.grey, align: 'right' } as const;
  const rest = decisions.length - mostDecisions;
  const more = rest > 0 ? `, and ${rest} more in the workbook` : '';
  sheet.text(`Decided${more}`, board.x, y, { ...head, align: 'left', width: 200 });
  sheet.text('Promised', board.right - 258, y, { ...head, width: 126 });
  sheet.text('Realised', board.right - 128, y, { ...head, width: 128 });
  y += 9.5;
  for (const one of decisions.slice(0, mostDecisions)) y = decisionLine(sheet, one, { y, leads });
}

function quality(sheet: Sheet, { quality: shown }: BoardPack, leads: Leads): void {
  const top = part(sheet, 10, 'Unreconciled, and how well the data is known', {
    ...{ x: board.x, y: 747, width: board.width },
  });
  const width = board.width / Math.max(1, shown.length);
  shown.forEach((figure, at) => {
    const x = board.x + at * width;
    sheet.text(figure.name, x, top - 1, { size: 6.8, color: inks.grey, width: width - 8, most: 1 });
    const value = figure.value === null ? figureText(figure) : valueText(figure.value, figure.unit);
    const isKnown = figure.value !== null;
    sheet.text(value, x, top + (isKnown ? 8 : 8.5), {
      ...{ size: isKnown ? 10 : 6.6, width: width - 8, most: isKnown ? 1 : 2, lineGap: 0, tabular: true },
      ...(isKnown ? { face: 'medium' as const } : { color: '#8a5a10' }),
    });
    sheet.link({ x, y: top, width: width - 8, height: 24 }, leads(figure.to));
  });
}

function foot(sheet: Sheet, { id, digest, made_at, made_by }: ReportSnapshot, leads: Leads): void {
  const { x, width } = board;
  const y = 800;
  sheet.draw((doc) => {
    doc
      .moveTo(x, y)
      .lineTo(x + width, y)
      .lineWidth(0.5)
      .strokeColor(inks.rule)
      .stroke();
  });
  const made = `${made_at.slice(0, 16).replace('T', ' ')} UTC`;
  const facts = `Snapshot ${id}  ·  made ${made} by ${made_by}  ·  SHA-256 ${digest.slice(0, 16)}…`;
  sheet.text(facts, x, y + 5, { size: 6.8, color: inks.grey, width, most: 1 });
  const grades =
    'E0 describes, E1 compares over time, E2 before and after, E3 by chance. Contracted cost in US dollars.';
  sheet.text(`Every figure opens its page. ${grades}`, x, y + 15, {
    size: 6.8,
    color: inks.grey,
    width,
    most: 1,
  });
  sheet.link({ x, y: y + 4, width, height: 9 }, leads(`/today?pack=${id}`));
}

const shortMonth = (day: string): string =>
  new Intl.DateTimeFormat('en-GB', { month: 'short', year: 'numeric', timeZone: 'UTC' }).format(
    new Date(`${day}T12:00:00Z`),
  );
