import type { ChargeFilter } from '@exchequer/store/charge';
import { administering, reading } from './base.ts';
import { found } from './charge-answer.ts';
import { chargeMoneyRouter } from './charge-money.ts';
import { chargeRulesRouter } from './charge-rules.ts';
import { refusal } from './problem.ts';

interface WireFilter {
  from?: string | undefined;
  to?: string | undefined;
  posted_from?: string | undefined;
  posted_to?: string | undefined;
  provider?: string | undefined;
  purpose?: string | undefined;
  cost_center?: string | undefined;
  team_id?: string | undefined;
  envelope_id?: string | undefined;
  project?: string | undefined;
  transaction_id?: string | undefined;
  batch_id?: string | undefined;
  known_at?: string | undefined;
}

const toFilter = (input: WireFilter): ChargeFilter => ({
  from: input.from,
  to: input.to,
  postedFrom: input.posted_from,
  postedTo: input.posted_to,
  provider: input.provider,
  purpose: input.purpose,
  costCenter: input.cost_center,
  teamId: input.team_id,
  envelopeId: input.envelope_id,
  project: input.project,
  transaction: input.transaction_id === undefined ? undefined : numberOf('txn_', input.transaction_id),
  batchId: input.batch_id,
  knownAt: input.known_at === undefined ? undefined : new Date(input.known_at),
});

/** The number in an id such as `txn_12`; an id that has none names nothing. */
function numberOf(prefix: string, id: string): string {
  const digits = id.startsWith(prefix) ? id.slice(prefix.length) : '';
  if (/^\d{1,18}$/.test(digits)) return digits;
  throw refusal(422, 'not-an-id', `${id} is not an id such as ${prefix}12`, 'Take the id from a list.');
}

const list = reading.charge.charges.list.handler(async ({ input, context }) => {
  const { charges } = context.services;
  const filter = toFilter(input);
  const page = await charges.list(input.workspace, filter, input);
  const total = await charges.total(input.workspace, filter);
  return { charges: page.charges, total, next_cursor: page.nextCursor };
});

const summary = reading.charge.charges.summary.handler(async ({ input, context }) => {
  const { charges, people } = context.services;
  const filter = toFilter(input);
  const groups = await charges.sums(input.workspace, filter, input.by);
  const total = await charges.total(input.workspace, filter);
  const teams = input.by === 'team' ? await people.teams(input.workspace) : [];
  const nameOf = new Map(teams.map(({ id, name }) => [id, name]));
  return { groups: groups.map((group) => ({ ...group, name: nameOf.get(group.key) ?? group.key })), total };
});

const events = reading.charge.charges.events.handler(async ({ input, context }) => {
  const offset = /^\d{1,9}$/.test(input.cursor ?? '') ? Number(input.cursor) : 0;
  const page = { offset, limit: input.limit };
  const id = numberOf('chg_', input.id);
  const rows = found(
    await context.services.charges.eventsOfCharge(input.workspace, id, page),
    'charge',
    input.id,
  );
  const next = rows.length > input.limit ? String(offset + input.limit) : null;
  return { events: rows.slice(0, input.limit), next_cursor: next };
});

const ofEvent = reading.charge.charges.ofEvent.handler(async ({ input, context }) => {
  const key = /^evt_([0-9a-f]{1,32})$/.exec(input.id)?.[1];
  const bookings = key ? await context.services.charges.chargesOfEvent(input.workspace, key) : [];
  return { bookings };
});

const status = reading.charge.postings.status.handler(({ input, context }) =>
  context.services.charges.status(input.workspace),
);

const catchUp = administering.charge.postings.catchUp.handler(({ input, context }) =>
  context.services.charges.catchUp({ retryFailed: true, workspace: input.workspace }),
);

const reconcile = reading.charge.reconcile.handler(({ input, context }) =>
  context.services.charges.reconcileUsage(input.workspace, { from: input.from, to: input.to }),
);

export const chargeRouter = {
  ...chargeMoneyRouter,
  ...chargeRulesRouter,
  charges: { list, summary, events, ofEvent },
  postings: { status, catchUp },
  reconcile,
};
