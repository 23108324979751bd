import { type BudgetRequest, contract, type EnvelopeTransaction } from '@exchequer/model/contract';
import { implement, ORPCError } from '@orpc/server';
import { centsOf, StandInBudget, usd } from './stand-in-budget.ts';
import type { BudgetNode } from './stand-in-budget-tree.ts';

const os = implement(contract);

/** A refusal as the tower words it: what, and what to do. */
export function refused(
  status: number,
  code: string,
  detail: string,
  fix: string,
): ORPCError<string, object> {
  const data = {
    type: `https://exchequer.dev/problems/${code}`,
    status,
    code,
    title: detail,
    detail,
    fix,
    request_id: 'stand-in',
  };
  return new ORPCError(code, { status, message: detail, data });
}

const now = '2026-02-12T20:00:00.000Z';

/** Budgets over invented books that change as the page changes them. */
export function budgetPart(full: boolean) {
  const books = new StandInBudget(full);
  const found = (id: string): BudgetNode => {
    const node = books.node(id);
    if (!node)
      throw refused(404, 'not-found', `there is no envelope ${id}`, 'Open it from the list of envelopes.');
    return node;
  };
  return {
    summary: os.budget.summary.handler(() => summaryOf(books)),
    envelopes: envelopesPart(books, found),
    requests: requestsPart(books, found),
    alerts: os.budget.alerts.handler(() => ({ alerts: alertsOf(books), next_cursor: null })),
    uncovered: os.budget.uncovered.handler(() => uncoveredOf(full)),
  };
}

type Found = (id: string) => BudgetNode;

function envelopesPart(books: StandInBudget, found: Found) {
  return {
    list: os.budget.envelopes.list.handler(() => books.list()),
    get: os.budget.envelopes.get.handler(({ input }) => {
      const node = found(input.id);
      const ancestors: { id: string; name: string }[] = [];
      for (
        let at = node.parent ? books.node(node.parent) : undefined;
        at;
        at = at.parent ? books.node(at.parent) : undefined
      )
        ancestors.push({ id: at.id, name: at.name });
      return {
        envelope: books.view(node),
        ancestors,
        children: books.children(node.id).map(({ id, name }) => ({ id, name })),
        holds: books.holds(node),
        transactions: transactionsOf(node),
        changes: [
          {
            version: 1,
            at: '2026-01-01T08:00:00.000Z',
            by_id: 'usr_1',
            by_name: 'admin',
            action: 'create' as const,
            changes: [],
          },
        ],
      };
    }),
    periods: os.budget.envelopes.periods.handler(({ input }) => {
      const node = found(input.id);
      const current = books.balance(node);
      if (node.period !== 'month') return { periods: [current] };
      return { periods: [current, { ...current, ...endedPeriod(current.base_limit) }] };
    }),
    burnDown: os.budget.envelopes.burnDown.handler(({ input }) => {
      const node = found(input.id);
      return { period: books.balance(node), days: books.burn(node) };
    }),
    transactions: os.budget.envelopes.transactions.handler(({ input }) => ({
      transactions: transactionsOf(found(input.id)),
      next_cursor: null,
    })),
    ...changingPart(books, found),
  };
}

/** What changes an envelope or its money. */
function changingPart(books: StandInBudget, found: Found) {
  return {
    put: os.budget.envelopes.put.handler(({ input }) => {
      const known = input.id ? found(input.id) : undefined;
      if (known?.managed === 'file')
        throw refused(
          409,
          'owned-by-file',
          `${known.name} is owned by the policy file`,
          'Change it in the file and apply that.',
        );
      const node: BudgetNode = known ?? {
        ...(books.nodes[0] as BudgetNode),
        id: `env_${books.nodes.length + 1}`,
        spent: 0,
        held: 0,
        increases: 0,
        moved: 0,
        managed: 'web',
        owner: null,
        version: 0,
        state: 'active',
        thresholds: [50, 80, 95],
      };
      Object.assign(node, {
        name: input.name,
        kind: input.kind,
        ref: input.ref,
        parent: input.parent_id,
        limit: centsOf(input.limit),
        period: input.period,
        custom: input.custom,
        enforcement: input.enforcement,
        thresholds: input.thresholds ?? node.thresholds,
        rollover: input.rollover,
        overdraft: centsOf(input.overdraft),
        version: node.version + 1,
      });
      if (!known) books.nodes.push(node);
      return books.view(node);
    }),
    close: os.budget.envelopes.close.handler(({ input }) => {
      const node = found(input.id);
      node.state = 'closed';
      return books.view(node);
    }),
    move: os.budget.envelopes.move.handler(({ input }) => {
      const [from, to] = [found(input.from_id), found(input.to_id)];
      const amount = centsOf(input.amount);
      if (amount > centsOf(books.balance(from).free))
        throw refused(
          409,
          'envelope-exhausted',
          `${from.name} has only $${books.balance(from).free} free`,
          'Move less, or wait until holds are settled.',
        );
      from.moved -= amount;
      to.moved += amount;
      return { from: books.view(from), to: books.view(to) };
    }),
  };
}

function requestsPart(books: StandInBudget, found: Found) {
  const open = (id: string): BudgetRequest => {
    const request = books.requests.find((r) => r.id === id);
    if (request?.state !== 'open')
      throw refused(409, 'already-decided', 'this request was answered already', 'Read the list again.');
    return request;
  };
  return {
    list: os.budget.requests.list.handler(({ input }) => ({
      requests: books.requests.filter(
        (r) =>
          (input.state === 'all' || r.state === input.state) &&
          (input.envelope_id === undefined || r.envelope_id === input.envelope_id),
      ),
      next_cursor: null,
    })),
    create: os.budget.requests.create.handler(({ input }) => {
      const node = found(input.envelope_id);
      const request: BudgetRequest = {
        ...(books.requests.at(-1) as BudgetRequest),
        id: `req_${books.requests.length + 10}`,
        envelope_id: node.id,
        envelope_name: node.name,
        kind: input.kind,
        amount: input.amount,
        approved_amount: null,
        reason: input.reason,
        expires_at: input.expires_at,
        state: 'open',
        requested_by_id: 'usr_1',
        requested_by_name: 'admin',
        requested_at: now,
        decided_by_id: null,
        decided_by_name: null,
        decided_at: null,
        note: '',
        ended_at: null,
        taken_back: null,
      };
      books.requests.unshift(request);
      return request;
    }),
    decide: os.budget.requests.decide.handler(({ input }) => {
      const request = open(input.id);
      if (request.requested_by_id === 'usr_1')
        throw refused(
          403,
          'own-request',
          'nobody approves their own request',
          'Let somebody else answer it.',
        );
      const amount = input.amount ?? request.amount;
      const approved = input.decision === 'approve';
      Object.assign(request, {
        state: approved ? 'approved' : 'declined',
        approved_amount: approved ? amount : null,
        kind: input.kind ?? request.kind,
        note: input.note,
        decided_by_id: 'usr_1',
        decided_by_name: 'admin',
        decided_at: now,
      });
      if (approved) found(request.envelope_id).increases += centsOf(amount);
      return request;
    }),
    withdraw: os.budget.requests.withdraw.handler(({ input }) =>
      Object.assign(open(input.id), { state: 'withdrawn' as const }),
    ),
  };
}

function summaryOf(books: StandInBudget) {
  const [root] = books.children(null);
  const balance = root ? books.balance(root) : null;
  const active = books.nodes.filter((n) => n.state === 'active');
  return {
    as_of: now,
    time_zone: 'UTC',
    envelopes: active.length,
    open_requests: books.requests.filter((r) => r.state === 'open').length,
    over_budget: active.filter((n) => Number(books.balance(n).free) <= 0).length,
    totals: balance
      ? [
          {
            currency: 'USD',
            committed: balance.limit,
            spent: balance.spent,
            held: balance.reserved,
            free: balance.free,
            overdrawn: balance.overdrawn,
            daily_spend: balance.daily_spend,
            days_left: balance.runway_days,
          },
        ]
      : [],
    uncovered: balance ? { amount: '412.38', since: '2026-02-03' } : { amount: '0', since: null },
  };
}

function alertsOf(books: StandInBudget) {
  return books.nodes
    .filter((n) => n.kind !== 'person')
    .flatMap((n) => {
      const balance = books.balance(n);
      const threshold = balance.crossed.at(-1);
      if (threshold === undefined) return [];
      return {
        id: `alr_${n.id.slice(4)}`,
        envelope_id: n.id,
        envelope_name: n.name,
        period_key: balance.period_key,
        threshold,
        currency: 'USD',
        spent: balance.spent,
        limit: balance.limit,
        at: '2026-02-12T09:15:00.000Z',
      };
    });
}

function uncoveredOf(full: boolean) {
  if (!full) return { total: '0', days: [] };
  const day = (date: string, team: string | null, team_name: string, amount: string) => ({
    date,
    team_id: team,
    team_name,
    currency: 'USD',
    amount,
  });
  return {
    total: '412.38',
    days: [
      day('2026-02-03', null, 'unattributed', '120.10'),
      day('2026-02-05', null, 'unattributed', '92.28'),
      day('2026-02-05', 'team_field', 'Partner desk', '200.00'),
    ],
  };
}

const transaction = (
  id: number,
  kind: string,
  memo: string,
  lines: EnvelopeTransaction['lines'],
): EnvelopeTransaction => ({
  id: `txn_${id}`,
  kind,
  occurred_on: '2026-02-12',
  posted_on: '2026-02-12',
  recorded_at: now,
  memo,
  subject: '',
  period_key: '2026-02',
  lines,
});

function transactionsOf(node: BudgetNode): EnvelopeTransaction[] {
  return [
    transaction(9121, 'usage', 'usage of 12 February, anthropic', [
      { pocket: 'spent', amount: '214.06' },
      { pocket: 'available', amount: '-214.06' },
    ]),
    transaction(9020, 'reserve', 'held for a running call', [
      { pocket: 'reserved', amount: '12.00' },
      { pocket: 'available', amount: '-12.00' },
    ]),
    transaction(7001, 'appropriate', 'limit of February 2026', [
      { pocket: 'available', amount: usd(node.limit) },
      { pocket: 'appropriation', amount: usd(-node.limit) },
    ]),
  ];
}

/** January, as it ended. */
const endedPeriod = (limit: string) => ({
  period_key: '2026-01',
  starts_on: '2026-01-01',
  ends_on: '2026-02-01',
  resets_at: '2026-02-01T00:00:00.000Z',
  state: 'ended' as const,
  spent: usd(centsOf(limit) * 0.83),
  reserved: '0.00',
  free: '0.00',
  overdrawn: '0.00',
  expired: usd(centsOf(limit) - Math.round(centsOf(limit) * 0.83)),
  percent: '83.0000',
  crossed: [50, 80],
  pace: null,
  daily_spend: '0',
  runway_days: null,
});
