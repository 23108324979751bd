import { createHash } from 'node:crypto';
import {
  amountOf,
  checkOverlap,
  endGrant,
  type Grant,
  type GrantRefusal,
  type Holder,
  isGrantRefusal,
  pauseGrant,
  policyOn,
  refuseGrant,
  resumeGrant,
  tellsPay,
} from '@exchequer/core/grant';
import { type AuditActor, recordAudit } from '../access/index.ts';
import { payOn, unknownPerson } from './compensation.ts';
import { checkEnvelope } from './holder-envelope.ts';
import { type GrantOptions, lockGrants, type Tx, todayOf } from './options.ts';
import { loadTeams, loadWorkers } from './people.ts';
import { loadPlans, type Plan, retired, unknownPlan } from './plans.ts';
import { loadPolicies } from './policies.ts';
import { insertGrant, loadGrants, updateGrant } from './rows.ts';

/** A grant that is wished for. */
export interface GrantWish {
  planId: string;
  holder: Holder;
  startsOn: string;
  endsOn: string | null;
  jurisdiction?: string | undefined;
  policyVersion?: string | undefined;
  idempotencyKey?: string | undefined;
}

/** Who issues, and whether they may see pay: an amount that tells pay is for those alone. */
export interface Issuer {
  by: AuditActor;
  seesPay: boolean;
}

/** Issues grants, all or none. With `dryRun` nothing is written. */
export async function issueGrants(
  options: GrantOptions,
  workspace: string,
  wishes: readonly GrantWish[],
  issuer: Issuer,
  dryRun = false,
): Promise<(Grant | GrantRefusal)[]> {
  class Undo extends Error {}
  const results: (Grant | GrantRefusal)[] = [];
  await options.sql
    .begin(async (tx) => {
      await lockGrants(tx, workspace);
      for (const wish of wishes) results.push(await issueOne(options, tx, workspace, wish, issuer));
      if (dryRun || results.some(isGrantRefusal)) throw new Undo();
    })
    .catch((error: unknown) => {
      if (!(error instanceof Undo)) throw error;
    });
  return results;
}

async function issueOne(
  options: GrantOptions,
  tx: Tx,
  workspace: string,
  wish: GrantWish,
  issuer: Issuer,
): Promise<Grant | GrantRefusal> {
  const bodyHash = createHash('sha256')
    .update(JSON.stringify({ ...wish, idempotencyKey: null }))
    .digest('hex');
  const before = await repeated(tx, workspace, wish.idempotencyKey, bodyHash);
  if (before) return before;
  const plan = (await loadPlans(tx, workspace)).get(wish.planId);
  if (!plan) return unknownPlan(wish.planId);
  const grant = await draft(options, tx, workspace, plan, wish, issuer);
  if (isGrantRefusal(grant)) return grant;
  const refusal =
    checkOverlap(grant, await loadGrants(tx, workspace, { holder: grant.holder })) ??
    (await checkEnvelope(tx, workspace, grant.holder));
  if (refusal) return refusal;
  const at = options.now();
  const origin = { by: issuer.by.name, at, idempotencyKey: wish.idempotencyKey ?? null, bodyHash };
  await insertGrant(tx, workspace, grant, origin);
  const detail = {
    plan: plan.name,
    holder: grant.holder.id,
    starts_on: grant.startsOn,
    policy: grant.policyVersion,
  };
  await recordAudit(tx, issuer.by, at, { action: 'grant.issue', workspace, subject: grant.id, detail });
  return grant;
}

/** The grant that the same key issued before; the same key with another body is refused. */
async function repeated(
  tx: Tx,
  workspace: string,
  key: string | undefined,
  bodyHash: string,
): Promise<Grant | GrantRefusal | null> {
  if (key === undefined) return null;
  const [row] = await tx<{ id: string; body_hash: string }[]>`
    select id, body_hash from grant_given where workspace = ${workspace} and idempotency_key = ${key}`;
  if (!row) return null;
  if (row.body_hash !== bodyHash) {
    return refuseGrant(
      'idempotency-key-reused',
      `the idempotency key ${key} was used for ${row.id} with other content`,
      'Give every new grant a key of its own.',
    );
  }
  return (await loadGrants(tx, workspace, { ids: [row.id] }))[0] ?? null;
}

async function draft(
  options: GrantOptions,
  tx: Tx,
  workspace: string,
  plan: Plan,
  wish: GrantWish,
  { seesPay }: Issuer,
): Promise<Grant | GrantRefusal> {
  const { holder, startsOn, endsOn } = wish;
  if (plan.state === 'retired') return retired(plan);
  if ((holder.kind === 'team') !== (plan.terms.type === 'pooled_team')) return wrongHolder(plan);
  const missing = await checkHolder(options, tx, workspace, holder, startsOn);
  if (missing) return missing;
  if (tellsPay(plan.terms) && !seesPay) return payNeeded(plan);
  const pay =
    holder.kind === 'worker'
      ? ((await payOn(tx, workspace, startsOn, [holder.id])).get(holder.id) ?? null)
      : null;
  const amount = amountOf(plan.basis, plan.currency, pay);
  if (isGrantRefusal(amount)) return amount;
  const jurisdiction = wish.jurisdiction ?? plan.jurisdiction;
  const policy = policyOn(await loadPolicies(tx, workspace), jurisdiction, startsOn, wish.policyVersion);
  if (!policy) return noPolicy(jurisdiction, wish.policyVersion);
  return {
    id: options.newId('grt_'),
    planId: plan.id,
    holder,
    terms: plan.terms,
    amount,
    currency: plan.currency,
    startsOn,
    endsOn,
    pauses: [],
    jurisdiction,
    policyVersion: policy.version,
    advance: 0n,
  };
}

const wrongHolder = ({ name, terms }: Plan): GrantRefusal =>
  refuseGrant(
    'holder-kind',
    `the plan ${name} is for ${terms.type === 'pooled_team' ? 'teams' : 'persons'}`,
    'Issue pooled plans to a team, all others to a person.',
  );

const payNeeded = ({ name }: Plan): GrantRefusal =>
  refuseGrant(
    'compensation-needed',
    `the plan ${name} goes by pay, which needs the compensation scope`,
    'Ask someone who has the scope to issue it.',
  );

const noPolicy = (jurisdiction: string, version: string | undefined): GrantRefusal =>
  refuseGrant(
    'policy-unknown',
    `there is no wording${version ? ` ${version}` : ''} for ${jurisdiction}`,
    'Add one under Grants, or name a version that is there.',
  );

async function checkHolder(
  options: GrantOptions,
  tx: Tx,
  workspace: string,
  { kind, id }: Holder,
  startsOn: string,
): Promise<GrantRefusal | null> {
  if (kind === 'team') {
    if ((await loadTeams(tx, workspace)).has(id)) return null;
    return refuseGrant('team-unknown', `there is no team ${id}`, 'See the teams under People.');
  }
  const worker = (await loadWorkers(tx, workspace, todayOf(options), [id])).get(id);
  if (!worker) return unknownPerson(id);
  if (worker.leavesOn === null || startsOn < worker.leavesOn) return null;
  return refuseGrant(
    'worker-left',
    `${worker.name} leaves on ${worker.leavesOn}`,
    'Correct the last day under People.',
  );
}

/** A change of a grant that is there: pause, resume or end. */
export type GrantChange = 'pause' | 'resume' | 'end';

const decisions = { pause: pauseGrant, resume: resumeGrant, end: endGrant };

/** Changes a grant from a day on, today when left out. */
export async function changeGrant(
  options: GrantOptions,
  workspace: string,
  id: string,
  { what, day, reason }: { what: GrantChange; day?: string | undefined; reason: string },
  by: AuditActor,
): Promise<Grant | GrantRefusal> {
  return options.sql.begin(async (tx) => {
    await lockGrants(tx, workspace);
    const [grant] = await loadGrants(tx, workspace, { ids: [id] });
    if (!grant) return unknownGrant(id);
    const today = todayOf(options);
    const changed = decisions[what](grant, day ?? today, today);
    if (isGrantRefusal(changed)) return changed;
    await updateGrant(tx, workspace, changed, reason);
    const detail = { day: day ?? today, reason };
    await recordAudit(tx, by, options.now(), { action: `grant.${what}`, workspace, subject: id, detail });
    return changed;
  });
}

export const unknownGrant = (id: string): GrantRefusal =>
  refuseGrant('grant-unknown', `there is no grant ${id}`, 'See the grants: exchequer grant list.');
