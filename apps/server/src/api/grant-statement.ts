import { firstPolicy, policyOn, stateOf, wordingOf } from '@exchequer/core/grant';
import { instantsOf, localDate } from '@exchequer/core/metric';
import { formatUsd } from '@exchequer/model';
import type { GrantStatement, TotalPay, Workspace } from '@exchequer/model/contract';
import {
  loadLots,
  loadPolicies,
  type PersonGrants,
  personGrants,
  personUsage,
  sightingsOf,
  taxableUse,
  unknownPerson,
  type ViewFacts,
  viewBalance,
  viewGrant,
  viewLot,
} from '@exchequer/store/grant';
import type { ApiContext } from './context.ts';
import { factsOf, granted } from './grant-answer.ts';
import { marksOf } from './grant-marks.ts';

/** Models that a statement names; the rest is one line. */
const mostModels = 5;

/** The statement of a person and a month, whole. The caller has checked who may see it. */
export async function statementOf(
  context: ApiContext,
  workspace: Workspace,
  workerId: string,
  month: string,
): Promise<GrantStatement> {
  const { services } = context;
  const facts = await factsOf(context, workspace);
  const worker = facts.workers.get(workerId) ?? granted(unknownPerson(workerId));
  const span = { from: `${month}-01`, to: monthAfter(month) };
  const person = await personGrants(services.grants, workspace, workerId, facts);
  const lots = person.lots.filter(
    (lot) => lot.available > 0n || (lot.startsOn < span.to && lot.expiresOn > span.from),
  );
  const own = person.grants.filter(({ holder }) => holder.id === workerId);
  const running = own.filter((grant) => ['active', 'paused'].includes(stateOf(grant, facts.today)));
  const wording = await wordingFor(context, workspace, person);
  const taxable = (await taxableUse(services.grants, workspace, span))
    .filter((use) => use.workerId === workerId)
    .reduce((sum, { amount }) => sum + amount, 0n);
  const marks = await marksOf(context, workspace, {
    version: running[0]?.policyVersion ?? own[0]?.policyVersion ?? firstPolicy.version,
    jurisdiction: running[0]?.jurisdiction ?? own[0]?.jurisdiction ?? '',
  });
  return {
    worker: { id: worker.id, name: worker.name, team: worker.teamName },
    month,
    ...span,
    currency: 'USD',
    balance: viewBalance(person.lots, facts.today),
    grants: own.map((grant) =>
      viewGrant(
        grant,
        person.lots.filter(({ grantId }) => grantId === grant.id),
        facts,
        true,
      ),
    ),
    lots: lots.map(viewLot),
    ...(await spendOf(context, workspace, workerId, span)),
    wording,
    taxable: own.some(({ terms }) => terms.personalUse) ? formatUsd(taxable) : null,
    total_pay: viewTotalPay(person, wording),
    seen: (await sightingsOf(services.sql, workspace, workerId, { limit: 8 })).sightings,
    pool: await poolOf(context, workspace, facts, worker.teamId),
    marks,
    papers: papersOf(context, workspace, workerId, month),
  };
}

const monthAfter = (month: string): string => {
  const [year = 0, number = 1] = month.split('-').map(Number);
  return new Date(Date.UTC(year, number, 1)).toISOString().slice(0, 10);
};

export const monthOf = (context: ApiContext): string =>
  localDate(context.now().getTime(), context.services.settings.current().time_zone).slice(0, 7);

/** The sentence that stands on a person's papers: that of their grants, personal use first. */
export async function wordingFor(
  { services }: ApiContext,
  workspace: Workspace,
  { grants }: Pick<PersonGrants, 'grants'>,
): Promise<string> {
  const policies = await loadPolicies(services.sql, workspace);
  const [first] = [...grants].sort((a, b) => Number(b.terms.personalUse) - Number(a.terms.personalUse));
  if (!first) return firstPolicy.businessWording;
  const policy = policyOn(policies, first.jurisdiction, first.startsOn, first.policyVersion) ?? firstPolicy;
  return wordingOf(policy, first.terms);
}

export function viewTotalPay({ pay, total }: PersonGrants, wording: string): TotalPay | null {
  if (!pay || !total) return null;
  return {
    currency: pay.currency,
    base: formatUsd(total.base),
    bonus: formatUsd(total.bonus),
    equity: formatUsd(total.equity),
    tokens: formatUsd(total.tokens),
    total: formatUsd(total.total),
    token_share: total.tokenShare,
    leverage: total.leverage,
    wording,
    effective_on: pay.effectiveOn,
  };
}

async function spendOf(
  { services }: ApiContext,
  workspace: Workspace,
  workerId: string,
  span: { from: string; to: string },
): Promise<Pick<GrantStatement, 'spend' | 'cache_hit_rate'>> {
  const range = { ...span, time_zone: services.settings.current().time_zone };
  const { models, cacheHitRate } = await personUsage(services.engine, workspace, workerId, instantsOf(range));
  const rest = models.slice(mostModels);
  const other = rest.reduce(
    (sum, { cost, requests }) => ({ cost: sum.cost + cost, requests: sum.requests + requests }),
    { cost: 0n, requests: 0n },
  );
  return {
    spend: [
      ...models.slice(0, mostModels),
      ...(rest.length > 0 ? [{ model: `${rest.length} other models`, ...other }] : []),
    ].map(({ model, cost, requests }) => ({ model, cost: formatUsd(cost), requests: String(requests) })),
    cache_hit_rate: cacheHitRate,
  };
}

async function poolOf(
  { services }: ApiContext,
  workspace: Workspace,
  { teams, today }: ViewFacts,
  teamId: string | null,
): Promise<GrantStatement['pool']> {
  if (teamId === null) return null;
  const lots = await loadLots(services.sql, workspace, { holder: { kind: 'team', id: teamId } });
  return { team: teams.get(teamId) ?? teamId, available: viewBalance(lots, today).available };
}

/** Where a statement's papers are: a person's own need no id. */
export function papersOf({ actor }: ApiContext, workspace: Workspace, workerId: string, month: string) {
  const base = `/api/w/${workspace}/grants`;
  const path = (ending: string) =>
    actor.workerId === workerId
      ? `${base}/mine/statement.${ending}?month=${month}`
      : `${base}/statement.${ending}?worker_id=${workerId}&month=${month}`;
  return { pdf: path('pdf'), xlsx: path('xlsx'), csv: path('csv') };
}
