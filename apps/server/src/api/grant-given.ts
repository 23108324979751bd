import {
  counselFlags,
  firstPolicy,
  type Grant,
  isGrantRefusal,
  policyOn,
  tellsPay,
} from '@exchequer/core/grant';
import type { Workspace } from '@exchequer/model/contract';
import {
  changeGrant,
  type GrantChange,
  issueGrants,
  loadGrants,
  loadLots,
  loadPolicies,
  runGrants,
  unknownGrant,
  viewGrant,
  viewLot,
} from '@exchequer/store/grant';
import { readGrantsCsv } from '@exchequer/vendors/compensation';
import { administering } from './base.ts';
import type { ApiContext } from './context.ts';
import { factsOf, granted, saw, seesPay } from './grant-answer.ts';
import { marksOf } from './grant-marks.ts';
import { termSheetOf } from './term-sheet.ts';

/** A grant by its id, with what views need. */
async function found(context: ApiContext, workspace: Workspace, id: string): Promise<Grant> {
  const [grant] = await loadGrants(context.services.sql, workspace, { ids: [id] });
  return grant ?? granted(unknownGrant(id));
}

async function shown(context: ApiContext, workspace: Workspace, grant: Grant) {
  const [facts, lots] = await Promise.all([
    factsOf(context, workspace),
    loadLots(context.services.sql, workspace, { grantId: grant.id }),
  ]);
  return viewGrant(grant, lots, facts, seesPay(context));
}

const issue = administering.grant.issue.handler(async ({ input, context }) => {
  const { workspace, dry_run: dryRun } = input;
  const { grants, sql } = context.services;
  const wish = {
    planId: input.plan_id,
    holder: input.holder,
    startsOn: input.starts_on,
    endsOn: input.ends_on,
    jurisdiction: input.jurisdiction,
    policyVersion: input.policy_version,
    idempotencyKey: input.idempotency_key,
  };
  const issuer = { by: context.actor, seesPay: seesPay(context) };
  const [result] = await issueGrants(grants, workspace, [wish], issuer, dryRun);
  const grant = granted(result as NonNullable<typeof result>);
  // A grant that has begun has its first lot at once; the job would bring it within minutes.
  if (!dryRun) await runGrants(grants, workspace);
  const [first] =
    dryRun || (tellsPay(grant.terms) && !issuer.seesPay)
      ? []
      : await loadLots(sql, workspace, { grantId: grant.id });
  return {
    grant: await shown(context, workspace, grant),
    first_lot: first ? viewLot(first) : null,
    flags: counselFlags(grant.terms, grant.jurisdiction),
  };
});

const importFile = administering.grant.import.handler(async ({ input, context }) => {
  const { workspace, dry_run: dryRun, text } = input;
  const { grants } = context.services;
  const facts = await factsOf(context, workspace);
  const { rows, errors } = readGrantsCsv(text, {
    plans: [...facts.plans.values()].filter(({ state }) => state === 'active'),
    workers: [...facts.workers.values()],
  });
  const planOnly = dryRun || errors.length > 0;
  const issuer = { by: context.actor, seesPay: seesPay(context) };
  const results = await issueGrants(
    grants,
    workspace,
    rows.map(({ wish }) => wish),
    issuer,
    planOnly,
  );
  const refused = results.flatMap((result, at) =>
    isGrantRefusal(result)
      ? [{ row: rows[at]?.row ?? 0, column: '', error: result.detail, fix: result.fix }]
      : [],
  );
  const faults = [...errors, ...refused].sort((a, b) => a.row - b.row);
  const applied = !planOnly && faults.length === 0;
  if (applied) await runGrants(grants, workspace);
  return {
    dry_run: dryRun,
    applied,
    changes: rows.map(({ row, name, detail }) => ({ row, action: 'add' as const, name, detail })),
    errors: faults,
  };
});

const list = administering.grant.list.handler(async ({ input, context }) => {
  const { workspace, plan_id: planId, worker_id: workerId, state, search, cursor, limit } = input;
  const { sql } = context.services;
  const [facts, grants, lots] = await Promise.all([
    factsOf(context, workspace),
    loadGrants(sql, workspace),
    loadLots(sql, workspace),
  ]);
  const byGrant = groupLots(lots);
  const views = grants
    .filter((grant) => !planId || grant.planId === planId)
    .filter((grant) => !workerId || grant.holder.id === workerId)
    .map((grant) => viewGrant(grant, byGrant.get(grant.id) ?? [], facts, seesPay(context)))
    .filter((grant) => !state || grant.state === state)
    .filter((grant) => grant.holder.name.toLowerCase().includes(search.toLowerCase()))
    .sort((a, b) => a.holder.name.localeCompare(b.holder.name) || (a.id < b.id ? -1 : 1));
  const start = /^\d{1,9}$/.test(cursor ?? '') ? Number(cursor) : 0;
  const page = views.slice(start, start + limit);
  await saw(context, workspace, 'grant.read', 'list of grants', workersOf(page));
  const end = start + page.length;
  return { grants: page, total: views.length, next_cursor: end < views.length ? String(end) : null };
});

function groupLots(lots: Awaited<ReturnType<typeof loadLots>>): Map<string, typeof lots> {
  const groups = new Map<string, typeof lots>();
  for (const lot of lots) groups.set(lot.grantId, [...(groups.get(lot.grantId) ?? []), lot]);
  return groups;
}

const workersOf = (grants: readonly { holder: { kind: string; id: string } }[]): string[] =>
  grants.flatMap(({ holder }) => (holder.kind === 'worker' ? [holder.id] : []));

const get = administering.grant.get.handler(async ({ input, context }) => {
  const { workspace, id } = input;
  const grant = await found(context, workspace, id);
  const [facts, lots] = await Promise.all([
    factsOf(context, workspace),
    loadLots(context.services.sql, workspace, { grantId: id }),
  ]);
  const view = viewGrant(grant, lots, facts, seesPay(context));
  await saw(context, workspace, 'grant.read', 'grant', workersOf([view]));
  return {
    grant: view,
    lots: view.withheld ? [] : lots.map(viewLot),
    flags: counselFlags(grant.terms, grant.jurisdiction),
    term_sheet_pdf: termSheetPath(workspace, id),
  };
});

const termSheetPath = (workspace: Workspace, id: string): string =>
  `/api/w/${workspace}/grants/${id}/term-sheet.pdf`;

interface Change {
  workspace: Workspace;
  id: string;
  day?: string | undefined;
  reason: string;
}

async function change(context: ApiContext, what: GrantChange, { workspace, id, day, reason }: Change) {
  const { grants } = context.services;
  const grant = granted(await changeGrant(grants, workspace, id, { what, day, reason }, context.actor));
  await runGrants(grants, workspace);
  return shown(context, workspace, grant);
}

const pause = administering.grant.pause.handler(({ input, context }) =>
  change(context, 'pause', { ...input, day: input.from }),
);
const resume = administering.grant.resume.handler(({ input, context }) =>
  change(context, 'resume', { ...input, day: input.from, reason: 'resumed' }),
);
const end = administering.grant.end.handler(({ input, context }) =>
  change(context, 'end', { ...input, day: input.ends_on }),
);

const run = administering.grant.run.handler(({ input, context }) =>
  runGrants(context.services.grants, input.workspace),
);

/** The term sheet of a grant; its amount needs the compensation scope where it tells pay. */
export async function grantTermSheet(context: ApiContext, workspace: Workspace, id: string) {
  const grant = await found(context, workspace, id);
  if (tellsPay(grant.terms) && !seesPay(context) && grant.holder.id !== context.actor.workerId) {
    granted({
      refused: 'compensation-needed',
      detail: 'the amount tells base pay, which needs the compensation scope',
      fix: 'Ask someone who has the scope for the paper.',
    });
  }
  const facts = await factsOf(context, workspace);
  const policies = await loadPolicies(context.services.sql, workspace);
  const { policyVersion: version, jurisdiction, terms, holder } = grant;
  const policy = policyOn(policies, jurisdiction, grant.startsOn, version) ?? firstPolicy;
  const view = viewGrant(grant, [], facts, true);
  if (holder.kind === 'worker') await saw(context, workspace, 'grant.read', 'term sheet', [holder.id]);
  return termSheetOf({
    name: view.holder.name,
    terms: { ...grant, name: view.plan_name },
    policy,
    marks: await marksOf(context, workspace, { version, jurisdiction }),
    flags: counselFlags(terms, jurisdiction),
    papers: { pdf: termSheetPath(workspace, id), xlsx: null, csv: null },
  });
}

const termSheet = administering.grant.termSheet.handler(({ input, context }) =>
  grantTermSheet(context, input.workspace, input.id),
);

export const grantGiven = { issue, import: importFile, list, get, pause, resume, end, run, termSheet };
