import type { BoardPack, PaperFigure, ReportSnapshot } from '@exchequer/model/contract';
import { describe, expect, test } from 'vitest';
import { boardPdf, boardXlsx } from './index.ts';
import { textOfPdf } from './pdf-text.test-kit.ts';
import { textsOfZip } from './zip.test-kit.ts';

const figure = (key: string, value: string | null, more: Partial<PaperFigure> = {}): PaperFigure => ({
  ...{ key, name: key, unit: 'usd', value, needs: value === null ? 'prepaid credits' : null, before: null },
  ...{ low: null, high: null, level: null, grade: null, n: null, target: null, note: '', to: '/today' },
  ...more,
});

const range = { from: '2026-10-01', to: '2026-11-01', time_zone: 'Europe/Warsaw' };
const gain = { low: '980', likely: '1140', high: '1290', level: 0.8, per: 'month' } as const;

const pack: BoardPack = {
  ...{ version: 1, workspace: 'sample', company: 'Żółw i S-ka', app_url: 'https://tower.acme.test' },
  ...{ month: '2026-10', range, running: false, made_at: '2026-11-03T08:00:00.000Z' },
  headline: 'Spend rose by $4,500 (83.3 %).',
  spend: {
    month: figure('Month', '9900.123456789', { before: '5400' }),
    year: figure('Fiscal year to date', '61000'),
    estimate: figure('Estimate at completion', '31000', { low: '28000', high: '35000', level: 0.8 }),
    budget: figure('Budget', '30000'),
    over_budget: figure('Chance of overrun', '0.62', { unit: 'share' }),
    period: { name: 'Quarter FY2026-Q4', from: '2026-10-01', to: '2027-01-01', over: false },
    ...{ as_of: '2026-11-02', says: 'Forecast on 90 days.' },
    days: Array.from({ length: 20 }, (_, at) => ({
      day: `2026-10-${String(at + 1).padStart(2, '0')}`,
      ...(at < 10
        ? { actual: '330', median: null, low: null, high: null }
        : { actual: null, median: '340', low: '300', high: '400' }),
    })),
  },
  bridge: {
    ...{ needs: null, before: '5400', after: '9900', says: 'Spend rose by $4,500.', to: '/today' },
    compare_range: { ...range, from: '2026-09-01', to: '2026-10-01' },
    parts: [
      { key: 'volume', name: 'Volume', amount: '2700' },
      { key: 'mix', name: 'Mix', amount: '3600' },
      { key: 'price', name: 'Price', amount: '-1800' },
    ],
  },
  movers: [
    { dimension: 'team', name: 'Platform', before: '400', after: '5985', change: '5585', to: '/explore' },
  ],
  pairs: [
    { says: '', headcount: figure('Headcount', '954', { unit: 'people' }), token: figure('Tokens', null) },
  ],
  units: [
    figure('Cost per resolution', '36.33', { low: '31', high: '45', level: 0.95, grade: 'E1', target: '30' }),
  ],
  margin: [figure('Effect of AI on gross margin', '-0.0185', { unit: 'share' })],
  commitments: [
    figure('Coverage', null),
    figure('Utilisation', null),
    figure('HHI', '0.98', { unit: 'score' }),
  ],
  expiries: [{ provider: 'anthropic', reference: 'PO 7', expires_on: '2026-12-01', balance: '1500' }],
  grants: [figure('Issued', '5025.31')],
  risk: [figure('Agents registered', '820', { unit: 'count' })],
  recommendations: [
    {
      ...{ id: 'rec_1', rule: 4, claim: 'Agent nightly-refactor repeats one failing call: stop it.', gain },
      ...{ confidence: 'high', owner: 'platform', to: '/today?advice=rec_1' },
    },
  ],
  advice_needs: null,
  decisions: [
    {
      ...{
        id: 'rec_2',
        rule: 19,
        claim: 'Agent old-importer has no owner.',
        state: 'applied',
        promised: gain,
      },
      ...{ decided_at: '2026-09-14T09:00:00.000Z', to: '/today?advice=rec_2' },
      realised: {
        ...{
          as_of: '2026-10-20T09:00:00.000Z',
          method: 'interrupted-series',
          verdict: 'gain',
          says: 'Counted.',
        },
        promised: { low: '980', likely: '1140', high: '1290' },
        realised: { low: '900', likely: '1010', high: '1120' },
      },
    },
  ],
  quality: [figure('Unreconciled', '0')],
};

const snapshot: ReportSnapshot = {
  ...{ id: 'rpt_5b1c', kind: 'board', month: '2026-10', made_at: '2026-11-03T08:00:00.000Z', made_by: 'Ada' },
  ...{ digest: '9fc23f92'.repeat(8), pdf: '', xlsx: '', json: '', pack },
};
const live: ReportSnapshot = { ...snapshot, pack: { ...pack, workspace: 'live' } };

describe('the page of a board pack', () => {
  test('holds all ten parts on one page, with its snapshot, days and time zone', async () => {
    const { text, pages } = textOfPdf(await boardPdf(live));
    expect(pages).toBe(1);
    for (const words of [
      ...['Żółw i S-ka', 'AI board pack, October 2026', '1 Oct 2026 to 31 Oct 2026, days of Europe/Warsaw'],
      ...['$9,900', 'was $5,400', '80 %: $28,000 to $35,000', '62.0 %', '+$2,700', '−$1,800'],
      ...['+$5,585', '954', 'Needs: prepaid credits', '$36.33', '95 %: $31.00 to $45.00', 'E1', '−1.85 %'],
      ...['repeats one failing call', '$980 to $1,290 a month', '$900 to $1,120 a month', 'rpt_5b1c'],
    ])
      expect(text).toContain(words);
    expect(text).not.toContain('SAMPLE');
  });

  test('of the simulated company is marked SAMPLE', async () => {
    expect(textOfPdf(await boardPdf(snapshot)).text).toContain('SAMPLE');
  });

  test('is the same to the last byte however often it is drawn, and leads to the pages of its figures', async () => {
    const [once, again] = [await boardPdf(live), await boardPdf(live)];
    expect(once.equals(again)).toBe(true);
    expect(once.toString('latin1')).toContain('https://tower.acme.test/w/live/today?advice=rec_1');
  });

  test('fits on Letter as well', async () => {
    const bytes = await boardPdf(live, 'LETTER');
    expect(bytes.toString('latin1')).toContain('[0 0 612 792]');
    expect(textOfPdf(bytes).pages).toBe(1);
  });
});

describe('the workbook of a board pack', () => {
  const read = async (of: ReportSnapshot) => {
    const files = textsOfZip(await boardXlsx(of));
    const text = (path: string) => files.get(path) ?? '';
    const paths = [...files.keys()].filter((path) => /worksheets\/sheet\d+\.xml$/.test(path));
    return {
      sheets: paths.sort().map(text),
      text,
      shared: text('xl/sharedStrings.xml'),
      book: text('xl/workbook.xml'),
    };
  };

  test('has a sheet for each part, and amounts as numbers', async () => {
    const { sheets, text, shared, book } = await read(live);
    expect(sheets).toHaveLength(11);
    for (const name of ['1 Spend', '2 Bridge', '9 Advice', '10 Data quality']) expect(book).toContain(name);
    expect(text('xl/worksheets/sheet2.xml')).toMatch(/<c [^>]*><v>9900\.123456789<\/v>/);
    expect(text('xl/worksheets/sheet3.xml')).toMatch(/<c [^>]*><v>-1800<\/v>/);
    expect(shared).toContain('Needs: prepaid credits');
    expect(shared).toContain('https://tower.acme.test/w/live/today?pack=rpt_5b1c');
    expect(shared).not.toContain('SAMPLE');
  });

  test('of the simulated company is marked SAMPLE on every sheet', async () => {
    const { sheets, shared } = await read(snapshot);
    const strings = [...shared.matchAll(/<si>(.*?)<\/si>/gs)].map(([, string = '']) => string);
    const marks = strings.flatMap((string, at) => (string.includes('SAMPLE') ? [at] : []));
    for (const sheet of sheets) expect(marks.some((at) => sheet.includes(`t="s"><v>${at}</v>`))).toBe(true);
  });
});
