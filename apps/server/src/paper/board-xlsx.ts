import type { BoardPack, PaperFigure, ReportSnapshot } from '@exchequer/model/contract';
import writeExcelFile, { type SheetData } from 'write-excel-file/node';
import { realisedText } from './board-parts.ts';

type Cell = SheetData[number][number];

const text = (value: string): Cell => ({ value, type: String });
const bold = (value: string): Cell => ({ value, type: String, fontWeight: 'bold' });

/** A spreadsheet holds 15 digits; what has more stands there as text, never rounded silently. */
function number(value: string | null, format = '#,##0.00####'): Cell {
  if (value === null) return null;
  const digits = value.replace(/^-?0*\.?0*|\./g, '').length;
  const exact = Number(value);
  return digits > 15 && String(exact) !== value ? text(value) : { value: exact, type: Number, format };
}

const formats: Partial<Record<PaperFigure['unit'], string>> = {
  usd: '$#,##0.00',
  usd_per_outcome: '$#,##0.00',
  usd_per_employee: '$#,##0.00',
  usd_per_million_tokens: '$#,##0.0000',
  share: '0.00%',
  count: '#,##0',
  tokens: '#,##0',
};

const figureHead = [
  ...['Figure', 'Value', 'Unit', 'Month before', 'Low', 'High', 'Level', 'Target', 'Grade', 'Behind it'],
  ...['Needs or note', 'Page'],
];

type Rows = SheetData;

/** Figures of a part, a row each. A value that is not known leaves its cell empty and says what it needs. */
function figureRows(figures: readonly PaperFigure[], page: (to: string) => string): Rows {
  return [
    figureHead.map(bold),
    ...figures.map((one) => {
      const format = formats[one.unit];
      const amount = (value: string | null) => number(value, format);
      return [
        ...[text(one.name), amount(one.value), text(one.unit), amount(one.before)],
        ...[amount(one.low), amount(one.high), number(one.level?.toString() ?? null, '0%')],
        ...[amount(one.target), text(one.grade ?? ''), number(one.n, '#,##0')],
        text(one.needs === null ? one.note : `Needs: ${one.needs}`),
        text(page(one.to)),
      ];
    }),
  ];
}

const usd = '$#,##0.00';

function spendRows({ spend }: BoardPack, page: (to: string) => string): Rows {
  const { month, year, estimate, budget, over_budget: over, period } = spend;
  return [
    ...figureRows([month, year, estimate, budget, over], page),
    [],
    [bold('Period of estimate and budget'), text(period.name), text(period.from), text(period.to)],
    [bold('How it was estimated'), text(spend.says)],
    [],
    ['Day', 'Actual', 'Median ahead', 'Low, 80 %', 'High, 80 %'].map(bold),
    ...spend.days.map(({ day, actual, median, low, high }) => [
      text(day),
      ...[actual, median, low, high].map((value) => number(value, usd)),
    ]),
  ];
}

function bridgeRows({ bridge, movers }: BoardPack, page: (to: string) => string): Rows {
  return [
    [text(bridge.needs === null ? bridge.says : `Needs: ${bridge.needs}`)],
    [],
    ['Step', 'Amount'].map(bold),
    [text('Month before'), number(bridge.before, usd)],
    ...bridge.parts.map(({ name, amount }) => [text(name), number(amount, usd)]),
    [text('This month'), number(bridge.after, usd)],
    [],
    ['Moved most', 'By', 'Month before', 'This month', 'Change', 'Page'].map(bold),
    ...movers.map((one) => [
      ...[text(one.name), text(one.dimension), number(one.before, usd), number(one.after, usd)],
      ...[number(one.change, usd), text(page(one.to))],
    ]),
  ];
}

const pairRows = ({ pairs }: BoardPack, page: (to: string) => string): Rows =>
  figureRows(
    pairs.flatMap(({ headcount, token }) => [headcount, token]),
    page,
  );

function commitmentRows(pack: BoardPack, page: (to: string) => string): Rows {
  return [
    ...figureRows(pack.commitments, page),
    [],
    ['Expires', 'Provider', 'Reference', 'Balance'].map(bold),
    ...pack.expiries.map((one) => [
      ...[text(one.expires_on), text(one.provider), text(one.reference), number(one.balance, usd)],
    ]),
  ];
}

function adviceRows(
  { recommendations, advice_needs: needs, decisions }: BoardPack,
  page: (to: string) => string,
): Rows {
  const spans = ['Low', 'Likely', 'High', 'Per'];
  return [
    ...(needs === null ? [] : [[text(`Needs: ${needs}`)], []]),
    ['Recommendation', ...spans, 'Level', 'Confidence', 'Owner', 'Page'].map(bold),
    ...recommendations.map(({ claim, gain, confidence, owner, to }) => [
      ...[
        text(claim),
        number(gain.low, usd),
        number(gain.likely, usd),
        number(gain.high, usd),
        text(gain.per),
      ],
      ...[number(String(gain.level), '0%'), text(confidence), text(owner), text(page(to))],
    ]),
    [],
    ['Decision', 'Decided', 'State', ...spans.map((word) => `Promised: ${word.toLowerCase()}`)]
      .concat([
        'Realised: low',
        'Realised: likely',
        'Realised: high',
        'Verdict',
        'How it was measured',
        'Page',
      ])
      .map(bold),
    ...decisions.map(({ claim, decided_at: at, state, promised, realised, to }) => [
      ...[text(claim), text(at), text(state)],
      ...[
        number(promised.low, usd),
        number(promised.likely, usd),
        number(promised.high, usd),
        text(promised.per),
      ],
      ...[number(realised?.realised?.low ?? null, usd), number(realised?.realised?.likely ?? null, usd)],
      number(realised?.realised?.high ?? null, usd),
      ...[text(realised?.verdict ?? realisedText({ realised })), text(realised?.says ?? ''), text(page(to))],
    ]),
  ];
}

function aboutRows(
  { id, digest, made_at, made_by, pack }: ReportSnapshot,
  page: (to: string) => string,
): Rows {
  const { company, workspace, month, range, headline } = pack;
  return [
    [bold('AI board pack'), text(month)],
    ...(workspace === 'sample' ? [[bold('SAMPLE'), text('Figures of a simulated company')]] : []),
    [bold('Company'), text(company)],
    [bold('Days'), text(`${range.from} up to and without ${range.to}, days of ${range.time_zone}`)],
    [bold('In short'), text(headline)],
    [bold('Cost'), text('Contracted, in US dollars')],
    [bold('Snapshot'), text(id)],
    [bold('Made'), text(`${made_at} by ${made_by}`)],
    [bold('SHA-256 of the figures'), text(digest)],
    [bold('Opens at'), text(page(`/today?pack=${id}`))],
  ];
}

/** The board pack as a workbook: a sheet for each part, amounts as numbers. */
export async function boardXlsx(snapshot: ReportSnapshot): Promise<Buffer> {
  const { pack } = snapshot;
  const page = (to: string) => `${pack.app_url}/w/${pack.workspace}${to}`;
  const parts: [string, Rows][] = [
    ['About', aboutRows(snapshot, page)],
    ['1 Spend', spendRows(pack, page)],
    ['2 Bridge', bridgeRows(pack, page)],
    ['3 Two eras', pairRows(pack, page)],
    ['4 Unit economics', figureRows(pack.units, page)],
    ['5 Gross margin', figureRows(pack.margin, page)],
    ['6 Commitments', commitmentRows(pack, page)],
    ['7 Grants', figureRows(pack.grants, page)],
    ['8 Risk', figureRows(pack.risk, page)],
    ['9 Advice', adviceRows(pack, page)],
    ['10 Data quality', figureRows(pack.quality, page)],
  ];
  const mark: Rows =
    pack.workspace === 'sample' ? [[bold('SAMPLE: figures of a simulated company')], []] : [];
  const sheets = parts.map(([sheet, rows], at) => ({
    sheet,
    data: at === 0 ? rows : [...mark, ...rows],
    columns: [{ width: 34 }, ...Array.from({ length: 12 }, () => ({ width: 16 }))],
  }));
  return writeExcelFile(sheets).toBuffer();
}
