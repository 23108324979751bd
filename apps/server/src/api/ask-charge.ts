import { lineage } from '@exchequer/core/envelope';
import { formatUsd, parseUsd, untagged } from '@exchequer/model';
import type { OwnCharge, UsageEventDetail, Workspace } from '@exchequer/model/contract';
import type { ApiContext } from './context.ts';
import { refusal } from './problem.ts';

/**
 * One call of a worker, by its event or by what its caller knows it by. A key opens the calls that were
 * made with it and no other, since it may lie where others read it.
 */
export async function ownCharge(
  context: ApiContext,
  workspace: Workspace,
  workerId: string,
  named: string,
): Promise<OwnCharge> {
  const event = await ownEvent(context, workspace, workerId, named);
  const { charges, budgets } = context.services;
  const bookings = await charges.chargesOfEvent(workspace, event.id.replace(/^evt_/, ''));
  const posted = bookings.filter((booking) => booking.posted);
  const tagged = posted.flatMap((booking) => booking.charges).at(-1);
  const tree = await budgets.tree(null, workspace);
  const chain = tagged?.envelope_id ? lineage(tree, tagged.envelope_id) : [];
  return {
    event_id: event.id,
    ...pick(event),
    tokens: event.tokens.total,
    lines: event.computation,
    price: event.price && {
      ...{ id: event.price.id, source: event.price.source },
      ...{ valid_from: event.price.valid_from, valid_to: event.price.valid_to },
    },
    charged:
      posted.length === 0 ? null : formatUsd(posted.reduce((sum, { amount }) => sum + parseUsd(amount), 0n)),
    purpose: tagged?.purpose ?? null,
    cost_center: tagged?.cost_center ?? '',
    envelopes: chain.map(({ id, name, kind }) => ({ id, name, kind })),
    notes: notesOf(event, posted.length > 0, tagged),
  };
}

const pick = ({ occurred_at, tool, provider, model, ...event }: UsageEventDetail) => ({
  ...{ occurred_at, tool, provider, model, service_tier: event.service_tier, metered: event.metered },
  ...{ cost_list: event.cost_list, cost_contracted: event.cost_contracted },
});

/** Of others' calls it is not even said that they are there. */
async function ownEvent(
  { actor, services }: ApiContext,
  workspace: Workspace,
  workerId: string,
  named: string,
): Promise<UsageEventDetail> {
  const { reports } = services;
  const ids = named.startsWith('evt_') ? [named] : await reports.eventsNamed(workspace, named);
  const events = await Promise.all(ids.map((id) => reports.event(workspace, id)));
  const own = events.filter((event) => event !== null && isOwn(event, workerId, actor.key?.id));
  const found = own.find((event) => event?.metered) ?? own[0];
  if (found) return found;
  const whose = actor.key ? 'this key made no call' : 'you made no call';
  throw refusal(404, 'charge-unknown', `${whose} that is known as ${named}`, unknownFix);
}

const unknownFix =
  'Give the event id (evt_…), or the request id of the answer: x-exchequer-request-id, or the provider’s own. ' +
  'A call is known a few seconds after it ended.';

function isOwn({ attribution }: UsageEventDetail, workerId: string, keyId: string | undefined): boolean {
  if (attribution.worker_id !== workerId) return false;
  return keyId === undefined || (attribution.identity_kind === 'api_key' && attribution.identity === keyId);
}

function notesOf(
  event: UsageEventDetail,
  isPosted: boolean,
  tagged: { purpose: string } | undefined,
): string[] {
  const notes = [
    [!event.metered, 'Another source counts this call; what it reports here costs nothing.'],
    [
      event.metered && event.cost_list === null,
      'No price is known for it yet, so that its dearest possible cost stands in suspense.',
    ],
    [event.metered && !isPosted, 'It is not in the books yet; calls are posted in batches.'],
    [
      event.billing_mode === 'subscription',
      'A seat pays for it, so that the call itself is charged nothing.',
    ],
    [event.lower_bound, 'Its source is known to understate.'],
    [tagged?.purpose === untagged, 'No rule gives it a purpose yet.'],
  ] as const;
  return notes.flatMap(([holds, note]) => (holds ? [note] : []));
}
