import { caseInsensitiveKinds } from '@exchequer/core/workforce';
import { type BookingReport, tokenClasses } from '@exchequer/model';
import type { AnalyticsEngine } from '../analytics/engine/index.ts';
import type { Reattribution } from './pending.ts';
import type { Companion, UnattributedRow, UnattributedUsage } from './unattributed.ts';

/** What re-attribution asks of the journal's writer. */
export interface Rebooker {
  rebook(
    workspace: string,
    reason: 'attribution',
    selection: { sql: string; params: Record<string, unknown> },
  ): Promise<Pick<BookingReport, 'amended'>>;
}

/**
 * Re-attribution over the journals of usage and outcomes, which name identities alike. It may select more than is meant, which costs time alone:
 * what is booked is the difference to what the directory answers now.
 */
export function journalReattribution(...journals: readonly Rebooker[]): Reattribution {
  return {
    rebook: async (workspace, identities) => {
      const names = identities.map(({ kind, value }) => `${kind} ${value}`);
      const agents = identities.flatMap(({ kind, value }) => (kind === 'agent' ? value : []));
      const selection = {
        sql: `(has({names:Array(String)}, concat(identity_kind, ' ', ${normalisedIdentity}))
          OR has({agents:Array(String)}, trimBoth(agent)))`,
        params: { names, agents },
      };
      let amended = 0;
      for (const journal of journals) {
        amended += (await journal.rebook(workspace, 'attribution', selection)).amended;
      }
      return { amended };
    },
  };
}

const folding = caseInsensitiveKinds.map((kind) => `'${kind}'`).join(', ');
/** `normaliseIdentity` in the engine. */
const normalisedIdentity = `if(identity_kind IN (${folding}), lowerUTF8(trimBoth(identity)), trimBoth(identity))`;

const tokens = tokenClasses.join(' + ');
const instant = (column: string) => `formatDateTime(${column}, '%Y-%m-%dT%H:%i:%S.000Z', 'UTC')`;
/**
 * An agent without a person counts as the one who acted, except for the subagents of a coding
 * agent: their names are those of a tool, the same for everybody.
 */
const byAgent = "(identity = '' AND agent != '' AND thread != 'subagent')";
const who = `if(${byAgent}, 'agent', identity_kind) AS who_kind, if(${byAgent}, agent, identity) AS who`;

/**
 * Net usage without a worker: reversals cancel what they reversed, and what is left of an event
 * that was attributed since is nothing.
 */
export const unattributedSql = `
SELECT who_kind AS identity_kind, who AS identity, hint, groupUniqArray(20)(tool) AS tools,
  toString(sum(r)) AS requests, toString(sum(t)) AS tokens,
  ${instant('min(first_at)')} AS first_seen_at, ${instant('max(last_at)')} AS last_seen_at
FROM (
  SELECT ${who}, if(who = '', concat(project, ' (', source, ')'), '') AS hint, tool, session_id,
    toStartOfDay(occurred_at) AS day, sum(requests) AS r, sum(${tokens}) AS t,
    min(occurred_at) AS first_at, max(occurred_at) AS last_at
  FROM usage_journal
  WHERE workspace = {workspace:String} AND worker_id = '' AND metered = 1
  GROUP BY who_kind, who, hint, tool, session_id, day
  HAVING r != 0 OR t != 0
)
GROUP BY identity_kind, identity, hint
ORDER BY sum(t) DESC, identity_kind, identity, hint
LIMIT {limit:UInt32}`;

/** Workers in the sessions of unattributed identities. */
export const companionsSql = `
SELECT who_kind AS identity_kind, who AS identity, worker_id, toUInt32(uniqExact(session_id)) AS sessions
FROM (
  SELECT ${who}, session_id FROM usage_journal
  WHERE workspace = {workspace:String} AND worker_id = '' AND metered = 1 AND session_id != ''
    AND has({names:Array(String)}, concat(who_kind, ' ', who))
  GROUP BY who_kind, who, session_id HAVING sum(requests) != 0
) AS lone
JOIN (
  SELECT session_id, worker_id FROM usage_journal
  WHERE workspace = {workspace:String} AND worker_id != '' AND metered = 1 AND session_id != ''
  GROUP BY session_id, worker_id HAVING sum(requests) != 0
) AS known USING session_id
GROUP BY identity_kind, identity, worker_id
ORDER BY sessions DESC`;

/** Unattributed usage, read from the journal. */
export function journalUnattributed(engine: Pick<AnalyticsEngine, 'query'>): UnattributedUsage {
  return {
    list: (workspace, limit) => engine.query<UnattributedRow>(unattributedSql, { workspace, limit }),
    companions: (workspace, identities) =>
      engine.query<Companion>(companionsSql, {
        workspace,
        names: identities.map(({ kind, value }) => `${kind} ${value}`),
      }),
  };
}
