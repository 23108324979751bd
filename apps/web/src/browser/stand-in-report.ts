import { contract, type PaperFigure, type ReportSnapshot, type Workspace } from '@exchequer/model/contract';
import { implement } from '@orpc/server';

const os = implement(contract);

const figure = (
  key: string,
  name: string,
  value: string | null,
  more: Partial<PaperFigure> = {},
): PaperFigure => ({
  ...{ key, name, unit: 'usd', value, needs: null, before: null, low: null, high: null, level: null },
  ...{ grade: null, n: null, target: null, note: '', to: '/today' },
  ...more,
});

const id = 'rpt_5b1c0de0';
const range = { from: '2026-01-01', to: '2026-02-01', time_zone: 'Europe/Warsaw' };

/** A board pack that was made, invented. */
function snapshotOf(workspace: Workspace, month = '2026-01'): ReportSnapshot {
  const file = `/api/w/${workspace}/reports/${id}`;
  return {
    ...{ id, kind: 'board', month, made_at: '2026-02-02T08:00:00.000Z', made_by: 'Ada Berg' },
    digest: '9fc23f92'.repeat(8),
    ...{ pdf: `${file}.pdf`, xlsx: `${file}.xlsx`, json: `${file}.json` },
    pack: {
      ...{ version: 1, workspace, company: 'Acme', app_url: 'http://127.0.0.1:4100', month, range },
      ...{ running: false, made_at: '2026-02-02T08:00:00.000Z' },
      headline: 'Spend rose by $5,915 (33.8 %). January 2026 ended within budget: $23,394 of $30,000.',
      spend: {
        month: figure('spend_contracted', 'Month', '23394', { before: '17479' }),
        year: figure('spend_year', 'Fiscal year to date', '23394'),
        estimate: figure('estimate', 'Estimate at completion', '74074', { low: '56722', high: '91200' }),
        budget: figure('budget', 'Budget', '30000', { note: 'January 2026' }),
        over_budget: figure('over_budget', 'Chance of overrun', null, { unit: 'share', needs: 'a forecast' }),
        period: { name: 'January 2026', from: range.from, to: range.to, over: true },
        ...{ as_of: '2026-01-31', says: '', days: [] },
      },
      bridge: {
        ...{ needs: null, before: '17479', after: '23394', says: '', parts: [], to: '/today' },
        compare_range: { ...range, from: '2025-12-01', to: '2026-01-01' },
      },
      ...{
        movers: [],
        pairs: [],
        units: [],
        margin: [],
        commitments: [],
        expiries: [],
        grants: [],
        risk: [],
      },
      ...{ recommendations: [], advice_needs: null, decisions: [], quality: [] },
    },
  };
}

/** Board packs, invented. */
export function reportPart(full: boolean) {
  return {
    list: os.report.list.handler(({ input }) => {
      const { pack: _, ...head } = snapshotOf(input.workspace);
      return { snapshots: full ? [head] : [] };
    }),
    get: os.report.get.handler(({ input }) => snapshotOf(input.workspace)),
    board: os.report.board.handler(({ input }) => snapshotOf(input.workspace, input.month)),
  };
}
