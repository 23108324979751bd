import { outcomeSources as kinds } from '@exchequer/model';
import type { HeldDeliveryView, OutcomeFeedView, OutcomeSourceView } from '@exchequer/model/contract';
import type { OutcomeFeed } from '@exchequer/store/analytics/outcome';
import type { HeldDelivery, OutcomeSourceRow } from '@exchequer/store/outcome';
import { webhookOf } from '@exchequer/vendors/outcome';
import { administering, reading } from './base.ts';
import { refusal } from './problem.ts';

const sourceView = (row: OutcomeSourceRow, baseUrl: string): OutcomeSourceView => {
  const url = `${baseUrl}/hooks/${row.id}`;
  return {
    id: row.id,
    vendor: row.vendor,
    name: row.name,
    url,
    steps: webhookOf(row.vendor).steps(url),
    state: row.state,
    deliveries: String(row.deliveries),
    taken: String(row.taken),
    repeated: String(row.repeated),
    ignored: String(row.ignored),
    refused: String(row.refused),
    held: String(row.held),
    last_delivery_at: row.lastDeliveryAt?.toISOString() ?? null,
    last_taken_at: row.lastTakenAt?.toISOString() ?? null,
    last_refusal: row.lastRefusal,
    created_at: row.createdAt.toISOString(),
  };
};

const heldView = (one: HeldDelivery): HeldDeliveryView => ({
  id: one.id,
  source_id: one.sourceId,
  source_name: one.sourceName,
  vendor: one.vendor,
  event: one.event,
  error: one.error,
  fix: one.fix,
  received_at: one.receivedAt.toISOString(),
  times: one.times,
  can_replay: one.kept,
});

const feedView = ({ source, outcomes, newest_at, recorded_at }: OutcomeFeed): OutcomeFeedView => ({
  source,
  name: source in kinds ? kinds[source as keyof typeof kinds].name : source,
  outcomes,
  newest_at,
  recorded_at,
});

const noSource = (id: string) =>
  refusal(
    404,
    'unknown-source',
    `there is no source ${id} here`,
    'List them: GET /api/w/{workspace}/outcome-sources.',
  );

const routes = reading.outcome.sources;
const changes = administering.outcome.sources;

/** The part of the outcome API about vendors that deliver, and about what of it could not be taken in. */
export const outcomeSources = {
  list: routes.list.handler(async ({ input, context }) => {
    const rows = await context.services.outcomes.sources.list(input.workspace);
    return rows.map((row) => sourceView(row, context.origin.baseUrl));
  }),
  feeds: routes.feeds.handler(async ({ input, context }) =>
    (await context.services.outcomes.feeds(input.workspace)).map(feedView),
  ),
  add: changes.add.handler(async ({ input, context }) => {
    const made = await context.services.outcomes.sources.add(input, context.actor.id);
    const source = sourceView(made.source, context.origin.baseUrl);
    return { source, secret: made.secret, steps: source.steps };
  }),
  rotate: changes.rotate.handler(async ({ input, context }) => {
    const rotated = await context.services.outcomes.sources.rotate(input.workspace, input.id, input.secret);
    if (!rotated) throw noSource(input.id);
    return { source: sourceView(rotated.source, context.origin.baseUrl), secret: rotated.secret };
  }),
  remove: changes.remove.handler(async ({ input, context }) => {
    const removed = await context.services.outcomes.sources.remove(input.workspace, input.id);
    if (!removed) throw noSource(input.id);
    return sourceView(removed, context.origin.baseUrl);
  }),
  held: routes.held.handler(async ({ input, context }) => {
    const { items, total } = await context.services.outcomes.held.page(input.workspace, input.limit);
    return { items: items.map(heldView), total };
  }),
  replay: changes.replay.handler(async ({ input, context }) => {
    const { taken, stillHeld } = await context.services.outcomes.replay(input.workspace, input.ids);
    return { taken, still_held: stillHeld };
  }),
  dismiss: changes.dismiss.handler(async ({ input, context }) => ({
    dismissed: await context.services.outcomes.held.forget(input.workspace, input.ids),
  })),
};
