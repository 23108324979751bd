import { aggregateRule, longestBreakGlassHours } from '@exchequer/model';
import type { BreakGlassView } from '@exchequer/model/contract';
import type { GlassActor, GlassRefusal, GlassView } from '@exchequer/store/privacy';
import { administering, own, signedIn } from './base.ts';
import type { ApiContext } from './context.ts';
import { looksAt } from './me-visibility.ts';
import { resultsOf } from './problem.ts';

const done = resultsOf<GlassRefusal>({
  'glass-unknown': 404,
  'worker-unknown': 404,
  'glass-own': 403,
  'glass-shut': 403,
});

const viewGlass = (glass: GlassView): BreakGlassView => ({
  id: glass.id,
  worker_id: glass.workerId,
  worker_name: glass.workerName,
  purpose: glass.purpose,
  hours: glass.hours,
  requested_by: glass.requestedBy,
  requested_at: glass.requestedAt,
  approved_by: glass.approvedBy,
  opens_until: glass.opensUntil,
  state: glass.state,
  may: glass.may,
});

const asGlassActor = ({ actor }: ApiContext): GlassActor => ({
  id: actor.id,
  name: actor.name,
  workerId: actor.workerId,
});

/** The rule in words, as pages that apply it say it. */
const says = [
  `A figure about persons is shown for ${aggregateRule.fewestPersons} persons and more, none of whom makes up more than ${aggregateRule.largestSharePercent} % of it.`,
  'Smaller groups are put together, with a further group where subtraction would tell them.',
  'A range or a filter that differs from another by fewer persons than that is not answered.',
  'There is no score and no rank of a person. What is your own you see on Me.',
  `Two admins together can open what stands about one person, for a stated purpose and ${longestBreakGlassHours} hours at most; that person reads who, when and why.`,
];

const rules = signedIn.privacy.rules.handler(() => ({
  fewest_persons: aggregateRule.fewestPersons,
  largest_share_percent: aggregateRule.largestSharePercent,
  says,
}));

const accesses = own.privacy.accesses.handler(async ({ input, context }) => {
  const { workerId, workspace } = context.own;
  if (workspace !== input.workspace) return [];
  const asker = { workerId, actorId: context.actor.id };
  return looksAt(context.services.sql, input.workspace, asker);
});

const requests = administering.privacy.requests.handler(async ({ input, context }) =>
  (await context.services.glasses.list(input.workspace, asGlassActor(context))).map(viewGlass),
);

const request = administering.privacy.request.handler(async ({ input, context }) => {
  const { workspace, worker_id: workerId, purpose, hours } = input;
  const by = asGlassActor(context);
  return viewGlass(done(await context.services.glasses.request(workspace, { workerId, purpose, hours }, by)));
});

const decide = administering.privacy.decide.handler(async ({ input, context }) => {
  const { workspace, id, agree } = input;
  return viewGlass(done(await context.services.glasses.decide(workspace, id, agree, asGlassActor(context))));
});

const end = administering.privacy.end.handler(async ({ input, context }) =>
  viewGlass(done(await context.services.glasses.end(input.workspace, input.id, asGlassActor(context)))),
);

/** Reading is written down first: a look that could not be recorded does not happen. */
const look = administering.privacy.look.handler(async ({ input, context }) => {
  const { glasses, reports, settings, sql } = context.services;
  const { workerId } = done(await glasses.look(input.workspace, input.id, asGlassActor(context)));
  const [worker] = await sql<{ id: string; name: string }[]>`
    select id, name from worker where workspace = ${input.workspace} and id = ${workerId}`;
  const usage = await reports.person(input.workspace, workerId);
  return {
    worker: worker ?? { id: workerId, name: workerId },
    team: null,
    time_zone: settings.current().time_zone,
    ...usage,
  };
});

export const privacyRouter = { rules, accesses, requests, request, decide, end, look };
