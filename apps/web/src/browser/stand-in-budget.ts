import type {
  BudgetEnvelope,
  BudgetHold,
  BudgetRequest,
  BurnDay,
  EnvelopeBalance,
  FoldedPersons,
} from '@exchequer/model/contract';
import { type BudgetNode, budgetNodes } from './stand-in-budget-tree.ts';

/** The stand-in’s now: the evening of 12 February 2026. */
const snapshotDay = '2026-02-12T20:00:00.000Z';

/** Cents as the decimal string of the wire. */
export const usd = (cents: number) => (cents / 100).toFixed(2);
export const centsOf = (decimal: string) => Math.round(Number(decimal) * 100);

/** The books of an invented company: envelopes, requests and what they hold, kept in memory. */
export class StandInBudget {
  readonly nodes: BudgetNode[];
  readonly requests: BudgetRequest[];

  constructor(full: boolean) {
    this.nodes = full ? budgetNodes() : [];
    this.requests = full ? openRequests(this.nodes) : [];
  }

  node(id: string): BudgetNode | undefined {
    return this.nodes.find((n) => n.id === id);
  }

  children(id: string | null): BudgetNode[] {
    return this.nodes.filter((n) => n.parent === id && n.state === 'active');
  }

  /** Own and everything below, as every call is booked at each level above it. */
  total(node: BudgetNode, read: (n: BudgetNode) => number): number {
    return read(node) + this.children(node.id).reduce((sum, child) => sum + this.total(child, read), 0);
  }

  path(node: BudgetNode): string[] {
    const parent = node.parent ? this.node(node.parent) : undefined;
    return [...(parent ? this.path(parent) : []), node.name];
  }

  balance(node: BudgetNode): EnvelopeBalance {
    const period = periodOf(node);
    const limit = node.limit + node.increases + node.moved;
    const spent = this.total(node, (n) => n.spent);
    const held = this.total(node, (n) => n.held);
    const free = limit - spent - held;
    const daily = spent / Math.max(1, period.passed);
    const percent = limit > 0 ? (spent / limit) * 100 : null;
    const expected = period.passed / period.length;
    return {
      ...period.days,
      state: 'open',
      limit: usd(limit),
      base_limit: usd(node.limit),
      increases: usd(node.increases),
      moved: usd(node.moved),
      granted: '0.00',
      rolled_in: '0.00',
      rolled_out: '0.00',
      spent: usd(spent),
      reserved: usd(held),
      leased: '0.00',
      free: usd(Math.max(0, free)),
      expired: '0.00',
      overdrawn: usd(Math.max(0, -free)),
      percent: percent === null ? null : percent.toFixed(4),
      crossed: node.thresholds.filter((t) => percent !== null && percent >= t),
      pace: limit > 0 ? (spent / limit / expected).toFixed(4) : null,
      daily_spend: usd(daily),
      runway_days: daily > 0 ? (Math.max(0, free) / daily).toFixed(2) : null,
    };
  }

  view(node: BudgetNode): BudgetEnvelope {
    const path = this.path(node);
    return {
      id: node.id,
      name: node.name,
      kind: node.kind,
      ref: node.ref,
      ref_name: node.name,
      parent_id: node.parent,
      path,
      depth: path.length - 1,
      currency: 'USD',
      limit: usd(node.limit),
      period: node.period,
      custom: node.custom,
      enforcement: node.enforcement,
      thresholds: node.thresholds,
      rollover: node.rollover,
      overdraft: usd(node.overdraft),
      owner_id: node.owner?.[0] ?? null,
      owner_name: node.owner?.[1] ?? null,
      managed_by: node.managed,
      state: node.state,
      version: node.version,
      balance: node.state === 'active' ? this.balance(node) : null,
      open_requests: this.requests.filter((r) => r.envelope_id === node.id && r.state === 'open').length,
    };
  }

  /** Persons of Platform and Data are taken together; those of Billing are the reader’s own team. */
  list(): { envelopes: BudgetEnvelope[]; folded: FoldedPersons[] } {
    const hidden = (n: BudgetNode) =>
      n.kind === 'person' && ['Platform', 'Data'].includes(this.node(n.parent ?? '')?.name ?? '');
    const active = this.nodes.filter((n) => n.state === 'active');
    const parents = new Set(active.filter(hidden).map((n) => n.parent));
    return {
      envelopes: active.filter((n) => !hidden(n)).map((n) => this.view(n)),
      folded: [...parents].map((parent) =>
        this.fold(
          parent,
          active.filter((n) => hidden(n) && n.parent === parent),
        ),
      ),
    };
  }

  private fold(parent_id: string | null, persons: readonly BudgetNode[]): FoldedPersons {
    const few = persons.length < 5;
    const sum = (read: (n: BudgetNode) => number) =>
      few ? null : usd(persons.reduce((total, n) => total + read(n), 0));
    return {
      parent_id,
      currency: 'USD',
      persons: few ? null : persons.length,
      limit: sum((n) => n.limit),
      spent: sum((n) => n.spent),
      reserved: sum((n) => n.held),
      free: sum((n) => n.limit - n.spent - n.held),
      reason: few
        ? 'Fewer than five personal envelopes stand here: their sum would point at persons.'
        : 'Personal envelopes are shown together; each person sees their own.',
    };
  }

  /** Spend by day: quiet weekends, the sum exactly what the balance says. */
  burn(node: BudgetNode): BurnDay[] {
    const { days, passed } = periodOf(node);
    const balance = this.balance(node);
    const spent = centsOf(balance.spent);
    const limit = centsOf(balance.limit);
    const start = Date.parse(days.starts_on);
    const dates = Array.from({ length: Math.ceil(passed) }, (_, i) =>
      new Date(start + i * 86_400_000).toISOString().slice(0, 10),
    );
    const weights = dates.map((date, i) => {
      const weekday = new Date(date).getUTCDay();
      return weekday === 0 || weekday === 6 ? 0.25 : 1 + ((i * 7) % 5) / 8;
    });
    const whole = weights.reduce((a, b) => a + b, 0);
    let before = 0;
    let weight = 0;
    return dates.map((date, i) => {
      weight += weights[i] ?? 0;
      const cumulative = Math.round((spent * weight) / whole);
      const day = {
        date,
        spent: usd(cumulative - before),
        cumulative: usd(cumulative),
        remaining: usd(limit - cumulative),
      };
      before = cumulative;
      return day;
    });
  }

  holds(node: BudgetNode): BudgetHold[] {
    const under = (n: BudgetNode): BudgetNode[] => [n, ...this.children(n.id).flatMap(under)];
    return under(node)
      .filter((n) => n.held > 0)
      .map((n) => ({
        id: `hold_${n.id.slice(4)}`,
        path: [n, node].map((e) => ({ envelope_id: e.id, envelope_name: e.name, period_key: '2026-02' })),
        currency: 'USD',
        amount: usd(n.held),
        settled: '0.00',
        state: 'open',
        opened_at: '2026-02-12T19:58:41.000Z',
        expires_at: '2026-02-12T20:08:41.000Z',
        memo: n.kind === 'agent' ? 'claude-opus-4-6, at most 32,000 tokens of output' : 'running calls',
      }));
  }
}

/** The current period of a node on the stand-in’s day. */
function periodOf(node: BudgetNode) {
  const month = { period_key: '2026-02', starts_on: '2026-02-01', ends_on: '2026-03-01' };
  const day = { period_key: '2026-02-12', starts_on: '2026-02-12', ends_on: '2026-02-13' };
  const days = node.period === 'day' ? day : node.custom ? { period_key: 'custom', ...node.custom } : month;
  const length = (Date.parse(days.ends_on) - Date.parse(days.starts_on)) / 86_400_000;
  const passed = (Date.parse(snapshotDay) - Date.parse(days.starts_on)) / 86_400_000;
  return { days: { ...days, resets_at: `${days.ends_on}T00:00:00.000Z` }, length, passed };
}

const asked = (told: Partial<BudgetRequest> & Pick<BudgetRequest, 'id'>): BudgetRequest => ({
  envelope_id: '',
  envelope_name: '',
  currency: 'USD',
  kind: 'temporary',
  amount: '0',
  reason: '',
  expires_at: null,
  state: 'open',
  requested_by_id: 'wrk_3',
  requested_by_name: 'Tomasz Okoro',
  requested_at: '2026-02-12T08:10:00.000Z',
  decided_by_id: null,
  decided_by_name: null,
  decided_at: null,
  note: '',
  approved_amount: null,
  ended_at: null,
  taken_back: null,
  ...told,
});

function openRequests(nodes: readonly BudgetNode[]): BudgetRequest[] {
  const on = (name: string) => {
    const node = nodes.find((n) => n.name === name);
    return { envelope_id: node?.id ?? '', envelope_name: name };
  };
  return [
    asked({
      id: 'req_3',
      ...on('Docs'),
      kind: 'permanent',
      amount: '300',
      reason: 'The handbook is translated into four languages from March on.',
      requested_by_id: 'usr_1',
      requested_by_name: 'admin',
      requested_at: '2026-02-12T16:40:00.000Z',
    }),
    asked({
      id: 'req_2',
      ...on('dunning'),
      kind: 'permanent',
      amount: '500',
      reason: 'Reminders now go out in two more countries.',
      requested_by_id: 'wrk_2',
      requested_by_name: 'Ilse Brandt',
      requested_at: '2026-02-12T11:02:00.000Z',
    }),
    asked({
      id: 'req_1',
      ...on('ledger-rewrite'),
      amount: '1500',
      reason: 'The migration runs until Friday of next week; three days of agents are left.',
      expires_at: '2026-02-21T00:00:00.000Z',
    }),
    asked({
      id: 'req_0',
      ...on('ledger-rewrite'),
      amount: '800',
      approved_amount: '600',
      state: 'approved',
      reason: 'A second test run of the migration.',
      decided_by_id: 'wrk_1',
      decided_by_name: 'Dana Whitfield',
      decided_at: '2026-01-22T10:00:00.000Z',
      requested_at: '2026-01-22T08:10:00.000Z',
      note: 'The rest of January should do with 600.',
      ended_at: '2026-02-01T00:00:00.000Z',
      taken_back: '41.18',
    }),
  ];
}
