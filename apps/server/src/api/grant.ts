import { firstPolicy } from '@exchequer/core/grant';
import { formatUsd, parseUsd } from '@exchequer/model';
import type { PayrollLine, Workspace } from '@exchequer/model/contract';
import {
  decideTransfer,
  grantCohorts,
  grantTimeline,
  loadGrants,
  loadTransfers,
  personGrants,
  requestTransfer,
  sightingsOf,
  taxableUse,
  unknownPerson,
  viewBalance,
  viewGrant,
  viewLot,
  viewTransfer,
} from '@exchequer/store/grant';
import { administering, own, ownOrAdmin, paying, reading } from './base.ts';
import type { ApiContext } from './context.ts';
import { csvLine } from './export-stream.ts';
import { factsOf, granted, ownWorkerId, saw } from './grant-answer.ts';
import { grantGiven } from './grant-given.ts';
import { grantPlans, grantPolicies } from './grant-plans.ts';
import { monthOf, papersOf, statementOf, viewTotalPay, wordingFor } from './grant-statement.ts';
import { refusal } from './problem.ts';

const cohorts = reading.grant.cohorts.handler(({ input, context }) =>
  grantCohorts(context.services.grants, input.workspace, input.by),
);

const timeline = reading.grant.timeline.handler(({ input, context }) => {
  if (input.from > input.to) {
    throw refusal(400, 'bad-range', 'the last month lies before the first', 'Swap `from` and `to`.');
  }
  return grantTimeline(context.services.grants, input.workspace, input);
});

/** What anybody but the person may see of their grants. */
const visibleToOthers = [
  'Admins see your grants by name, with amounts, unless the amount goes by your pay; each look is noted below.',
  'Base pay, and amounts that tell it, are seen with the compensation scope alone; each look is noted below.',
  'Everybody else sees sums of five persons or more, in which no one makes up more than 80 %.',
  'Nobody sees prompts or answers: they are not stored. No one is ranked by tokens.',
];

const mine = own.grant.mine.get.handler(async ({ input, context }) => {
  const { workspace } = input;
  const { grants, sql } = context.services;
  const workerId = ownWorkerId(context, workspace);
  const facts = await factsOf(context, workspace);
  const worker = facts.workers.get(workerId) ?? granted(unknownPerson(workerId));
  const person = await personGrants(grants, workspace, workerId, facts);
  const year = facts.today.slice(0, 4);
  const wording = await wordingFor(context, workspace, person);
  const transfers = await loadTransfers(sql, workspace, { holder: { kind: 'worker', id: workerId } });
  return {
    worker_id: workerId,
    name: worker.name,
    currency: 'USD',
    as_of: facts.today,
    time_zone: grants.timeZone(),
    balance: viewBalance(person.lots, facts.today),
    grants: person.grants
      .filter(({ holder }) => holder.id === workerId)
      .map((grant) =>
        viewGrant(
          grant,
          person.lots.filter((lot) => lot.grantId === grant.id),
          facts,
          true,
        ),
      ),
    lots: person.lots.map(viewLot),
    transfers: transfers.map((transfer) => viewTransfer(transfer, facts)),
    total_pay: viewTotalPay(person, wording),
    timeline: await grantTimeline(grants, workspace, { from: `${year}-01`, to: `${year}-12` }, workerId),
    wording: person.grants.length > 0 ? wording : firstPolicy.businessWording,
    visible_to_others: visibleToOthers,
    papers: papersOf(context, workspace, workerId, monthOf(context)),
  };
});

const seen = own.grant.mine.seen.handler(({ input, context }) =>
  sightingsOf(context.services.sql, input.workspace, ownWorkerId(context, input.workspace), input),
);

const ownStatement = own.grant.mine.statement.handler(({ input, context }) =>
  statementOf(context, input.workspace, ownWorkerId(context, input.workspace), input.month),
);

// A statement shows total compensation.
const statement = paying.grant.statement.handler(async ({ input, context }) => {
  await saw(context, input.workspace, 'statement.read', `statement of ${input.month}`, [input.worker_id]);
  return statementOf(context, input.workspace, input.worker_id, input.month);
});

const listTransfers = administering.grant.transfers.list.handler(async ({ input, context }) => {
  const facts = await factsOf(context, input.workspace);
  const transfers = await loadTransfers(context.services.sql, input.workspace, { state: input.state });
  return transfers.map((transfer) => viewTransfer(transfer, facts));
});

/** A person passes on what is theirs; admins may for anybody, and from pools. */
const request = ownOrAdmin.grant.transfers.request.handler(async ({ input, context }) => {
  const { workspace, from, to_worker_id: toId, amount, reason, idempotency_key: idempotencyKey } = input;
  const admin = context.actor.scopes.includes('admin');
  const isOwn = from.kind === 'worker' && from.id === context.actor.workerId;
  if (!admin && (!isOwn || context.actor.workspace !== workspace)) {
    throw refusal(403, 'not-own', 'this budget is not yours to pass on', 'Ask its holder, or an admin.');
  }
  const ask = { from, toId, amount: parseUsd(amount), reason, idempotencyKey };
  const done = granted(await requestTransfer(context.services.grants, workspace, ask, context.actor));
  return viewTransfer(done, await factsOf(context, workspace));
});

const decide = administering.grant.transfers.decide.handler(async ({ input, context }) => {
  const { workspace, id, approve } = input;
  const done = granted(await decideTransfer(context.services.grants, workspace, id, approve, context.actor));
  return viewTransfer(done, await factsOf(context, workspace));
});

/** Taxable use of a month, by person; for payroll. */
export async function payrollOf(
  context: ApiContext,
  workspace: Workspace,
  month: string,
): Promise<PayrollLine[]> {
  const { grants, sql } = context.services;
  const span = { from: `${month}-01`, to: nextMonth(month) };
  const uses = await taxableUse(grants, workspace, span);
  const facts = await factsOf(context, workspace);
  const given = new Map(
    (await loadGrants(sql, workspace, { ids: uses.map(({ grantId }) => grantId) })).map((one) => [
      one.id,
      one,
    ]),
  );
  await saw(
    context,
    workspace,
    'grant.read',
    `payroll of ${month}`,
    uses.map(({ workerId }) => workerId),
  );
  return uses.map(({ grantId, workerId, amount }) => ({
    worker_id: workerId,
    external_id: facts.workers.get(workerId)?.externalId ?? '',
    name: facts.workers.get(workerId)?.name ?? workerId,
    month,
    taxable: formatUsd(amount),
    currency: given.get(grantId)?.currency ?? 'USD',
    jurisdiction: given.get(grantId)?.jurisdiction ?? '',
    policy_version: given.get(grantId)?.policyVersion ?? '',
    grant_id: grantId,
  }));
}

const nextMonth = (month: string): string => {
  const [year = 0, number = 1] = month.split('-').map(Number);
  return new Date(Date.UTC(year, number, 1)).toISOString().slice(0, 10);
};

/** The payroll file: one line per person and grant. */
export const payrollCsv = (lines: readonly PayrollLine[]): string =>
  [
    [
      'worker_id',
      'external_id',
      'name',
      'month',
      'taxable',
      'currency',
      'jurisdiction',
      'policy_version',
      'grant_id',
    ],
    ...lines.map((line) => [
      line.worker_id,
      line.external_id,
      line.name,
      line.month,
      line.taxable,
      line.currency,
      line.jurisdiction,
      line.policy_version,
      line.grant_id,
    ]),
  ]
    .map(csvLine)
    .join('');

const payroll = paying.grant.payroll.handler(async ({ input, context }) => {
  const lines = await payrollOf(context, input.workspace, input.month);
  return { lines, csv: payrollCsv(lines) };
});

export const grantRouter = {
  plans: grantPlans,
  policies: grantPolicies,
  transfers: { list: listTransfers, request, decide },
  mine: { get: mine, seen, statement: ownStatement },
  ...grantGiven,
  cohorts,
  timeline,
  statement,
  payroll,
};
