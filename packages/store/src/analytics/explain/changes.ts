import {
  type ChangeEvent,
  type ChangeKind,
  dayAfter,
  defaultModelChanges,
  modelDaysAround,
} from '@exchequer/core/analysis';
import { localDate } from '@exchequer/core/metric';
import type { DateRange } from '@exchequer/model/contract';
import type { ExplainFacts } from './facts.ts';

/**
 * Everything on record that can move spend, by company day: price rows, deployments, models that appear,
 * workflows that go over to another model, gateway rules, routes and policies.
 */
export async function readChanges(
  facts: ExplainFacts,
  range: DateRange,
  models: readonly { provider: string; model: string }[],
): Promise<ChangeEvent[]> {
  const found = await Promise.all([
    priceChanges(facts, range, models),
    deployments(facts, range),
    appearances(facts, range, 'model'),
    defaults(facts, range),
    settings(facts, range),
  ]);
  return found.flat();
}

const dayOf = (facts: ExplainFacts, at: string | Date): string =>
  localDate(new Date(at).getTime(), facts.companyTimeZone);

async function priceChanges(
  facts: ExplainFacts,
  range: DateRange,
  models: readonly { provider: string; model: string }[],
): Promise<ChangeEvent[]> {
  const answers = await facts.prices(
    models.map((one) => ({ ...one, service_tier: 'standard', speed: 'standard', region: '' })),
  );
  return answers.flatMap(({ question, slices }) => {
    const starts = slices.filter(({ contextOver }) => contextOver <= 0);
    return starts.flatMap(({ validFrom, priceId }): ChangeEvent[] => {
      if (validFrom === null) return [];
      const day = dayOf(facts, validFrom);
      if (day < range.from || day >= range.to) return [];
      const name = `New price of ${question.model}`;
      return [
        { id: `price:${priceId}:${day}`, kind: 'price-row', day, name, about: { model: question.model } },
      ];
    });
  });
}

/** Deployments by day, service and repository; many on a day are one change. */
async function deployments(facts: ExplainFacts, range: DateRange): Promise<ChangeEvent[]> {
  const rows = await facts.engine.query<{ day: string; service: string; repo: string; count: string }>(
    `SELECT toString(toDate(j.occurred_at, {zone:String})) AS day, toString(j.service) AS service,
  toString(j.repo) AS repo, sum(j.outcomes) AS count
FROM outcome_journal AS j
WHERE j.workspace = {workspace:String} AND j.kind = 'deployment.succeeded'
  AND toDate(j.occurred_at, {zone:String}) >= {from:Date} AND toDate(j.occurred_at, {zone:String}) < {to:Date}
GROUP BY day, service, repo HAVING count > 0 ORDER BY day, service, repo LIMIT 2000`,
    { workspace: facts.workspace, zone: facts.companyTimeZone, from: range.from, to: range.to },
  );
  return rows.map(({ day, service, repo, count }): ChangeEvent => {
    const what = service || repo || 'an unnamed service';
    return {
      id: `deploy:${day}:${service}:${repo}`,
      kind: 'deploy',
      day,
      name: Number(count) > 1 ? `${count} deployments of ${what}` : `Deployment of ${what}`,
      about: { ...(service && { service }), ...(repo && { repo }) },
    };
  });
}

/** Values that were never used before a day of the range. What is there from the first day on is no change. */
async function appearances(facts: ExplainFacts, range: DateRange, column: 'model'): Promise<ChangeEvent[]> {
  const rows = await facts.engine.query<{ value: string; first: string; begun: string }>(
    `SELECT toString(j.${column}) AS value, toString(min(j.day)) AS first,
  (SELECT toString(min(day)) FROM usage_day_brief WHERE workspace = {workspace:String}) AS begun
FROM usage_day_brief AS j WHERE j.workspace = {workspace:String} AND j.requests > 0
GROUP BY value HAVING first >= {from:String} AND first < {to:String} AND first > begun`,
    { workspace: facts.workspace, from: range.from, to: range.to },
  );
  return rows.map(({ value, first }) => ({
    id: `first:${value}`,
    kind: 'first-seen-model',
    day: first,
    name: `First call to ${value}`,
    about: { model: value },
  }));
}

/** Workflows that went over to another model. */
async function defaults(facts: ExplainFacts, range: DateRange): Promise<ChangeEvent[]> {
  const rows = await facts.engine.query<Record<'day' | 'workflow' | 'model' | 'calls', string>>(
    `SELECT toString(j.day) AS day, toString(j.workflow) AS workflow, toString(j.model) AS model, toString(sum(j.requests)) AS calls
FROM usage_session AS j WHERE j.workspace = {workspace:String} AND j.workflow != ''
  AND j.day >= {from:Date} AND j.day < {to:Date}
GROUP BY day, workflow, model HAVING sum(j.requests) > 0 ORDER BY workflow, day, model LIMIT 20000`,
    {
      workspace: facts.workspace,
      from: dayAfter(range.from, -modelDaysAround.before),
      to: dayAfter(range.to, modelDaysAround.after),
    },
  );
  return defaultModelChanges(rows.map((row) => ({ ...row, calls: Number(row.calls) }))).filter(
    ({ day }) => day >= range.from && day < range.to,
  );
}

/** What an entry of the audit trail changed, by how its action begins. */
const audited: readonly { prefix: string; kind: ChangeKind; words: string }[] = [
  { prefix: 'gate.rules', kind: 'gateway-rule', words: 'Gateway rules changed' },
  { prefix: 'route.', kind: 'route', words: 'Routes of the gateway changed' },
  { prefix: 'upstream.', kind: 'route', words: 'Upstreams of the gateway changed' },
  { prefix: 'policy.apply', kind: 'policy', words: 'Policy applied' },
];

async function settings(facts: ExplainFacts, range: DateRange): Promise<ChangeEvent[]> {
  const rows = await facts.sql<{ id: string; at: Date; action: string; subject: string }[]>`
    select id::text, at, action, subject from audit_entry
    where workspace = ${facts.workspace}
      and at >= ${range.from}::date - interval '1 day' and at < ${range.to}::date + interval '1 day'
      and action ~ '^(gate\\.rules|route\\.|upstream\\.|policy\\.apply)'
    order by id limit 2000`;
  return rows.flatMap(({ id, at, action, subject }): ChangeEvent[] => {
    const known = audited.find(({ prefix }) => action.startsWith(prefix));
    if (!known) return [];
    const name = subject ? `${known.words}: ${subject}` : known.words;
    return [{ id: `audit:${id}`, kind: known.kind, day: dayOf(facts, at), name, about: {} }];
  });
}
