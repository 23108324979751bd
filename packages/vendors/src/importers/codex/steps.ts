import { sourceKinds } from '@exchequer/model';
import { aboveMetrics } from '../aliases.ts';
import type { ImportContext } from '../importer.ts';
import { inSteps, literal, normalisedSelect, osUserOf } from '../select.ts';

const source = 'codex.log';
const { rank } = sourceKinds[source];

const uuid = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';

/** The session of each file: the id in its name, else the one its first session line states. */
export function nameSessions(manifest: string, { tables }: ImportContext): string {
  return `CREATE TABLE ${tables}_files ENGINE = Memory AS
SELECT l.file AS file, m.path AS path,
  multiIf(
    named != '', named,
    stated != '', stated,
    concat('file:', extract(path, '[^/]*$'))) AS session
FROM (SELECT file, argMinIf(id, (time, id), kind = 'meta' AND id != '') AS stated FROM ${tables}_lines GROUP BY file) AS l
INNER JOIN (SELECT file, path, extract(path, '(${uuid})[^/]*$') AS named FROM ${manifest}) AS m ON m.file = l.file`;
}

/**
 * Lines of each session once, whatever files they stand in: copies and parts of a rollout add up to
 * the one session.
 */
export function mergeLines({ tables }: ImportContext): string {
  return `CREATE TABLE ${tables}_merged ENGINE = Memory AS
SELECT f.session AS session, min(f.path) AS path,
  kind, time, id, model, provider, cwd, spawned, forked, commit, branch, repo,
  input, cached, written, output, reasoning, has_last, last_input, last_cached, last_written, last_output, last_reasoning
FROM ${tables}_lines AS l
INNER JOIN ${tables}_files AS f ON f.file = l.file
WHERE fault = '' AND kind != 'none'
GROUP BY session, kind, time, id, model, provider, cwd, spawned, forked, commit, branch, repo,
  input, cached, written, output, reasoning, has_last, last_input, last_cached, last_written, last_output, last_reasoning`;
}

/** Counts what was read; a repeated total is a record that adds no event. */
export function summarise({ tables }: ImportContext): string {
  return `CREATE TABLE ${tables}_summary ENGINE = Memory AS
SELECT (SELECT count() FROM ${tables}_lines WHERE kind = 'count' AND fault = '') AS records,
  (SELECT uniqExact(session, input, cached, output) FROM ${tables}_merged WHERE kind = 'count') AS events,
  0 AS missing_output`;
}

/** What the session line says; a spawned thread's file also holds its parent's, which is not its own. */
const facts = (tables: string): string => `SELECT session,
    min(time) AS started,
    argMin((provider, cwd, commit, branch, repo), (id != session, time, id)) AS own,
    argMin(spawned, (id != session, time, id)) AS is_spawned,
    argMin(forked, (id != session, time, id)) AS is_forked
  FROM ${tables}_merged WHERE kind = 'meta' GROUP BY session`;

const totals = ['input', 'cached', 'written', 'output', 'reasoning'] as const;
const inOrder = "PARTITION BY session ORDER BY time, kind != 'turn', input + output";
const sinceStart = 'ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW';

/**
 * Differences of consecutive running totals. A repeat differs by nothing; a fall is a reset, so the
 * new value counts in full. The first total of a part whose head is missing starts from what it
 * was before its last response. A spawned or forked thread opens with its parent's totals, replayed
 * within one second: they are its baseline and were billed in the parent.
 */
function differences(tables: string): string {
  const first = 'place = 1';
  return inSteps(
    `SELECT *, anyLast(nullIf(model, '')) OVER (${inOrder} ${sinceStart}) AS model_now,
       anyLast(nullIf(cwd, '')) OVER (${inOrder} ${sinceStart}) AS cwd_now
     FROM ${tables}_merged WHERE kind IN ('turn', 'count')`,
    [
      {
        place: `countIf(kind = 'count') OVER (${inOrder} ${sinceStart})`,
        ...Object.fromEntries(
          totals.map((name) => [
            `before_${name}`,
            `ifNull(anyLast(if(kind = 'count', ${name}, NULL)) OVER (${inOrder} ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0)`,
          ]),
        ),
      },
      Object.fromEntries(
        totals.map((name) => [
          `from_${name}`,
          `if(${first}, if(has_last = 1, greatest(${name} - last_${name}, 0), 0), before_${name})`,
        ]),
      ),
      { fell: "kind = 'count' AND NOT place = 1 AND (input < from_input OR output < from_output)" },
      {
        resets: `countIf(fell) OVER (${inOrder} ${sinceStart})`,
        ...Object.fromEntries(
          totals.map((name) => [`add_${name}`, `if(fell, ${name}, greatest(${name} - from_${name}, 0))`]),
        ),
      },
    ],
  );
}

/** The booking's rows: one request per difference that is not zero. */
export function stageSteps({ tables, workspace }: ImportContext): string {
  const inside = 's.add_cached + s.add_written > s.add_input';
  const directory = "if(f.own.2 = '', ifNull(s.cwd_now, ''), f.own.2)";
  return `SELECT
  ${normalisedSelect(
    {
      workspace: literal(workspace),
      source: literal(source),
      source_event_id:
        "concat(s.session, ':', toString(s.resets), ':', toString(s.input), '.', toString(s.cached), '.', toString(s.output), '.', toString(s.reasoning))",
      occurred_at: 's.time',
      tool: "'codex'",
      provider: "if(f.own.1 = '', 'openai', f.own.1)",
      model: "ifNull(s.model_now, 'unknown')",
      session_id: 's.session',
      thread: "if(f.is_spawned = 1, 'subagent', 'main')",
      ...osUserOf(directory),
      project: directory,
      repo: 'f.own.5',
      branch: 'f.own.4',
      commit: 'f.own.3',
      source_file: 's.path',
      flags: `if(${inside}, 'inconsistent-input', '')`,
      requests: '1',
      uncached_input: 'greatest(s.add_input - s.add_cached - s.add_written, 0)',
      cache_read: 's.add_cached',
      cache_write_unknown: 's.add_written',
      output: 's.add_output',
      reasoning: 'least(s.add_reasoning, s.add_output)',
      reasoning_reported: '1',
    },
    `[(concat('session:codex:', s.session), ${rank}), (concat('metrics-of:codex:', s.session), ${aboveMetrics})]`,
  )}
FROM (${differences(tables)}) AS s
LEFT JOIN (${facts(tables)}) AS f ON f.session = s.session
WHERE s.kind = 'count' AND s.add_input + s.add_output > 0
  AND NOT ((f.is_spawned = 1 OR f.is_forked = 1) AND s.time < f.started + INTERVAL 1 SECOND)`;
}
