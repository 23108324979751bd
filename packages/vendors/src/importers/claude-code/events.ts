import { sourceKinds } from '@exchequer/model';
import { aboveMetrics } from '../aliases.ts';
import type { ImportContext } from '../importer.ts';
import { literal, normalisedSelect, osUserOf } from '../select.ts';

const source = 'claude-code.log';
const { rank } = sourceKinds[source];

/**
 * One row per (message.id, requestId): the snapshot with the largest token total; among equals the
 * earliest, then an order of content alone, so that neither file order nor copies matter.
 */
export function chooseSnapshots({ tables }: ImportContext): string {
  return `CREATE TABLE ${tables}_events ENGINE = Memory AS
SELECT * EXCEPT original FROM ${tables}_lines
WHERE row IN (
  SELECT argMax(row, (input + written_5m + written_1h + cache_read + output, -toUnixTimestamp64Milli(time),
    cityHash64(session_id, cwd, branch, sidechain, agent_id, written_model, cost), file))
  FROM ${tables}_lines WHERE kind = 'answer' AND fault = ''
  GROUP BY event_id)`;
}

/**
 * Output that is proven to be missing. A subagent's transcript stops at an early snapshot of its
 * last response; the parent's tool result repeats that response (same agent, same input) in full.
 */
export function matchFinals({ tables }: ImportContext): string {
  return `CREATE TABLE ${tables}_finals ENGINE = Memory AS
SELECT argMax(e.event_id, (e.time, e.event_id)) AS event_id, max(f.output) AS final_output
FROM (SELECT * FROM ${tables}_events WHERE agent_id != '') AS e
INNER JOIN (SELECT * FROM ${tables}_lines WHERE kind = 'final' AND fault = '') AS f
  ON e.session_id = f.session_id AND e.agent_id = f.agent_id AND e.input = f.input
  AND e.cache_written = f.cache_written AND e.cache_read = f.cache_read
GROUP BY f.session_id, f.agent_id, f.input, f.cache_written, f.cache_read`;
}

/** Counts what was read. */
export function summarise({ tables }: ImportContext): string {
  return `CREATE TABLE ${tables}_summary ENGINE = Memory AS
SELECT (SELECT count() FROM ${tables}_lines WHERE kind = 'answer' AND fault = '') AS records,
  (SELECT count() FROM ${tables}_events) AS events,
  (SELECT sum(greatest(f.final_output - e.output, 0)) FROM ${tables}_events AS e
    INNER JOIN ${tables}_finals AS f ON f.event_id = e.event_id) AS missing_output`;
}

/** The booking's rows. */
export function stageEvents(manifest: string, { tables, workspace }: ImportContext): string {
  const thread = `multiIf(
    startsWith(e.agent_id, 'acompact') OR match(m.path, 'agent-acompact-[^/]*$'), 'compact',
    e.sidechain = 1 OR e.agent_id != '' OR position(m.path, '/subagents/') > 0, 'subagent',
    'main')`;
  const session = `if(e.session_id = '', extract(m.path, '([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})'), e.session_id)`;
  // The side question of a sidechain repeats a message; an answer of the main thread outranks it.
  const messageRank = `multiIf(e.sidechain = 1, ${rank}, e.request_id = '', ${rank + 1}, ${rank + 2})`;
  return `SELECT
  ${normalisedSelect(
    {
      workspace: literal(workspace),
      source: literal(source),
      source_event_id: 'e.event_id',
      occurred_at: 'e.time',
      tool: "'claude-code'",
      provider: providerOf('e.written_model'),
      model_requested: "''",
      model: `replaceRegexpOne(e.written_model, '\\\\[[^\\\\]]*\\\\]$', '')`,
      service_tier: 'substring(e.service_tier, 1, 60)',
      speed: 'substring(e.speed, 1, 60)',
      region: "if(e.geo = 'not_available', '', substring(e.geo, 1, 60))",
      session_id: session,
      thread,
      agent: 'e.agent_id',
      ...osUserOf('e.cwd'),
      project: 'e.cwd',
      branch: 'e.branch',
      source_file: 'm.path',
      lower_bound: `${thread} != 'main'`,
      requests: '1',
      uncached_input: 'e.input',
      cache_read: 'e.cache_read',
      cache_write_5m: 'e.written_5m',
      cache_write_1h: 'e.written_1h',
      output: 'e.output',
      web_searches: 'e.web_searches',
      missing_output: 'greatest(f.final_output - e.output, 0)',
      reported_cost: 'ifNull(toDecimal128OrNull(e.cost, 12), 0)',
    },
    `arrayConcat(
      if(e.request_id = '', [], [(concat('request:', e.request_id), ${rank})]),
      if(e.message_id = '', [], [(concat('message:', e.message_id), ${messageRank})]),
      [(concat('metrics-of:claude-code:', ${session}), ${aboveMetrics})])`,
  )}
FROM ${tables}_events AS e
LEFT JOIN ${manifest} AS m ON m.file = e.file
LEFT JOIN ${tables}_finals AS f ON f.event_id = e.event_id`;
}

/** Claude models are sold under other vendors' ids, with their prices: Bedrock and Vertex. */
function providerOf(model: string): string {
  return `multiIf(
    match(${model}, '(^|[./])anthropic\\\\.claude|^arn:aws'), 'aws',
    match(${model}, '^claude[^@]*@[0-9]|^publishers/'), 'google',
    'anthropic')`;
}
