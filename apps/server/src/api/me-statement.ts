import { instantsOf, localDate } from '@exchequer/core/metric';
import { bandOfRole, stoppedTime } from '@exchequer/core/statement';
import { formatUsd } from '@exchequer/model';
import type { GrantStatement, OwnPart, OwnStatement, Workspace } from '@exchequer/model/contract';
import {
  type OwnAsked,
  type OwnMonth,
  readOwnMinutes,
  readOwnMonth,
  readOwnOutcomes,
  readRoleSpend,
} from '@exchequer/store/analytics/own';
import { readStops, stopsKeptDays } from '@exchequer/store/gate';
import { rolePeers } from '@exchequer/store/people';
import { own } from './base.ts';
import type { ApiContext } from './context.ts';
import { statementOf } from './grant-statement.ts';
import { type OwnContext, selfOf } from './me-own.ts';
import { avoidableOf } from './me-statement-cache.ts';
import {
  appeal,
  bandBasis,
  cacheBasis,
  isResult,
  outcomeName,
  poolOptions,
  stopsBasis,
} from './me-statement-words.ts';
import { looksAt } from './me-visibility.ts';

/** Parts that a statement names; the rest is one line. */
const mostParts = 4;
const dayMs = 86_400_000;

interface Whose extends OwnAsked {
  workspace: Workspace;
  timeZone: string;
  /** The month as instants. */
  span: { from: Date; to: Date };
  now: Date;
  complete: boolean;
}

const resultsFirst = (a: { kind: string }, b: { kind: string }): number =>
  Number(isResult(b.kind)) - Number(isResult(a.kind));

/** A person's own statement of a month. Refuses whoever is nobody in the workspace. */
export async function ownStatement(
  context: OwnContext,
  workspace: Workspace,
  month: string,
): Promise<OwnStatement> {
  const self = await selfOf(context, workspace);
  const grants = await statementOf(context, workspace, self.id, month);
  const whose = whoseOwn(context, workspace, self.id, grants);
  const [used, envelope, outcomes, stops, role, seen] = await Promise.all([
    spendOf(context, whose),
    envelopeOf(context, whose),
    readOwnOutcomes(whose, whose.timeZone),
    stopsOf(context, whose),
    roleOf(context, whose),
    looksAt(context.services.sql, workspace, { workerId: self.id, actorId: context.actor.id }, whose.span),
  ]);
  return {
    worker: { ...grants.worker, role: role.role },
    ...{ month, from: grants.from, to: grants.to, complete: whose.complete, currency: grants.currency },
    balance: grants.balance,
    lots: [...grants.lots].sort((a, b) => (a.expires_on < b.expires_on ? -1 : 1)),
    ...{ envelope, ...used, stops, seen },
    outcomes: [...outcomes].sort(resultsFirst).map(({ kind, done, takenBack }) => ({
      ...{ kind, name: outcomeName(kind), done, taken_back: takenBack },
    })),
    compensation: { wording: grants.wording, taxable: grants.taxable, total_pay: grants.total_pay },
    pool: grants.pool,
    pool_options: poolOptions(grants),
    role_band: role.band,
    role_band_basis: role.basis,
    appeal: [...appeal],
    marks: grants.marks,
    papers: { pdf: `/api/w/${workspace}/me/statement.pdf?month=${month}` },
  };
}

function whoseOwn(
  { services, now }: ApiContext,
  workspace: Workspace,
  workerId: string,
  { from, to }: Pick<GrantStatement, 'from' | 'to'>,
): Whose {
  const { time_zone: timeZone } = services.settings.current();
  const at = now();
  return {
    ...{ engine: services.engine, workspace, workerId, from, to, timeZone, now: at },
    span: instantsOf({ from, to, time_zone: timeZone }),
    complete: localDate(at.getTime(), timeZone) >= to,
  };
}

async function spendOf(
  { services }: ApiContext,
  whose: Whose,
): Promise<Pick<OwnStatement, 'spend' | 'cache'>> {
  const priced = whose.complete ? new Date(whose.span.to.getTime() - 1) : whose.now;
  const [month, avoidable] = await Promise.all([readOwnMonth(whose), avoidableOf(services, whose, priced)]);
  const cache = {
    read_percent: month.input > 0n ? percent(month.cached, month.input) : null,
    avoidable: avoidable === null ? null : formatUsd(avoidable),
  };
  return {
    spend: {
      total: formatUsd(month.cost),
      requests: String(month.requests),
      tokens: String(month.tokens),
      by_model: partsOf(month.models.map((one) => ({ by: 'model', name: one.model, ...amountsOf(one) }))),
      by_work: partsOf(month.work.map((one) => ({ by: one.by, name: one.name, ...amountsOf(one) }))),
    },
    cache: { ...cache, basis: cacheBasis(cache) },
  };
}

type Amounts = Pick<OwnMonth, 'cost' | 'requests'>;
const amountsOf = ({ cost, requests }: Amounts): Amounts => ({ cost, requests });

/** The dearest parts by name, and the rest as one, so that a table adds up to its total. */
function partsOf(parts: readonly (Pick<OwnPart, 'by' | 'name'> & Amounts)[]): OwnPart[] {
  const cut = parts.length > mostParts + 1 ? mostParts : parts.length;
  const rest = parts.slice(cut);
  const sum = (key: keyof Amounts) => rest.reduce((total, part) => total + part[key], 0n);
  const shown = [
    ...parts.slice(0, cut),
    ...(rest.length > 0
      ? [{ by: 'rest' as const, name: `${rest.length} others`, cost: sum('cost'), requests: sum('requests') }]
      : []),
  ];
  return shown.map((part) => ({ ...part, cost: formatUsd(part.cost), requests: String(part.requests) }));
}

/** 312 thousandths are 31.2 percent. */
function percent(part: bigint, whole: bigint): string {
  const tenths = (part * 1_000n) / whole;
  return `${tenths / 10n}.${tenths % 10n}`;
}

async function envelopeOf(
  { services }: ApiContext,
  { workspace, workerId }: Whose,
): Promise<OwnStatement['envelope']> {
  const { envelopes } = await services.budgets.ofSpender(workspace, { workerId });
  const [leaf] = envelopes;
  if (!leaf) return null;
  const { name, kind, period_key, limit, spent, held, free, currency, resets_at } = leaf;
  return { name, kind, period_key, limit, spent, held, free, currency, resets_at };
}

async function stopsOf({ services }: ApiContext, whose: Whose): Promise<OwnStatement['stops']> {
  const { workspace, workerId, span, now } = whose;
  const kept = new Date(now.getTime() - stopsKeptDays * dayMs);
  if (span.from < kept) return { calls: null, minutes: null, basis: stopsBasis(false) };
  const refused = await readStops(services.sql, workspace, workerId, span);
  const used = refused.length > 0 ? await readOwnMinutes(whose, span) : [];
  return { ...stoppedTime(refused, used), basis: stopsBasis(true) };
}

async function roleOf(
  { services }: ApiContext,
  whose: Whose,
): Promise<{ role: string; band: OwnStatement['role_band']; basis: string }> {
  const { workspace, workerId, from, to, complete } = whose;
  const peers = await rolePeers(services.sql, workspace, workerId, { from, to });
  const { role, persons } = peers ?? { role: '', persons: [] };
  const basis = bandBasis(role, persons.length, complete);
  const band = complete && persons.length > 0 ? bandOfRole(await readRoleSpend(whose, persons)) : null;
  if (!band) return { role, band: null, basis };
  const { low, median, high } = band;
  return {
    ...{ role, basis },
    band: { persons: band.persons, low: formatUsd(low), median: formatUsd(median), high: formatUsd(high) },
  };
}

const statement = own.me.statement.handler(({ input, context }) =>
  ownStatement(context, input.workspace, input.month),
);

export const meStatement = { statement };
