import { countFault, countOf, healed, plainCounts, plainTime, timeFault } from '../counts.ts';
import type { FileSet, ImportContext } from '../importer.ts';
import { inSteps, literal, type SelectStep } from '../select.ts';

/** Raw JSON text of each count, so that a wrong type can be told from an absent key. */
const usage = `Tuple(input_tokens String, cached_input_tokens String, cache_write_input_tokens String,
  output_tokens String, reasoning_output_tokens String)`;

/** What is read of a line. Nothing here can hold message text. */
const shape = `Tuple(timestamp String, type String, payload Tuple(
  type String, id String, cwd String, model String, model_provider String, forked_from_id String,
  git Tuple(commit_hash String, branch String, repository_url String),
  source Tuple(subagent Tuple(thread_spawn String)),
  info Tuple(total_token_usage ${usage}, last_token_usage ${usage})))`;

/** Reads the three kinds of lines that matter, and lines that cannot be JSON objects. */
export function readLines(files: FileSet, { tables }: ImportContext): string {
  return `CREATE TABLE ${tables}_read ENGINE = Memory AS
SELECT _file::LowCardinality(String) AS file, line AS original, JSONExtract(line, '${shape}') AS r
FROM file(${literal(`${files.directory}/*.log`)}, 'LineAsString', 'line String')
WHERE (multiSearchAny(line, ['"token_count"', '"turn_context"', '"session_meta"'])
    OR NOT (startsWith(line, '{') AND endsWith(line, '}')))
  AND notEmpty(trim(BOTH ' \\t\\r' FROM line))
SETTINGS max_insert_threads = 2`;
}

const placing: readonly SelectStep[] = [
  {
    kind: `multiIf(r.type = 'session_meta', 'meta', r.type = 'turn_context', 'turn',
      r.type = 'event_msg' AND r.payload.type = 'token_count', 'count', 'none')`,
    t: 'r.payload.info.total_token_usage',
    l: 'r.payload.info.last_token_usage',
    time_read: "parseDateTime64BestEffortOrNull(r.timestamp, 3, 'UTC')",
  },
  {
    stated: "t.input_tokens != '' OR t.output_tokens != ''",
    count_texts: `[t.input_tokens, t.cached_input_tokens, t.cache_write_input_tokens, t.output_tokens,
      t.reasoning_output_tokens, l.input_tokens, l.cached_input_tokens, l.cache_write_input_tokens, l.output_tokens,
      l.reasoning_output_tokens]`,
  },
];

/** Everything that cannot at once be seen to be good is `suspect`, and looked at in the second pass. */
const firstLook = (now: Date): string => `multiIf(
    kind = 'none', if(r.type = '', 'suspect', ''),
    kind = 'count' AND NOT (stated AND ${plainCounts('count_texts')}), 'suspect',
    NOT ${plainTime('time_read', now)}, 'suspect',
    '')`;

/** '' or why the line cannot be taken in. A count without info is a heartbeat of the rate limits. */
const secondLook = (now: Date): string => `multiIf(
    kind = 'none', if(isValidJSON(line), '', 'not-json'),
    kind = 'count' AND toString(JSONType(line, 'payload', 'info')) = 'Null', '',
    kind = 'count' AND NOT stated, 'total-missing',
    kind = 'count' AND count_fault != '', count_fault,
    ${timeFault('time_read', now)})`;

const columns = `
  file,
  if(kind = 'count' AND NOT stated, 'none', kind)::LowCardinality(String) AS kind,
  fault::LowCardinality(String) AS fault,
  if(fault = '', '', original) AS original,
  ifNull(time_read, toDateTime64(0, 3, 'UTC')) AS time,
  r.payload.id AS id,
  r.payload.model::LowCardinality(String) AS model,
  r.payload.model_provider::LowCardinality(String) AS provider,
  r.payload.cwd::LowCardinality(String) AS cwd,
  (r.payload.source.subagent.thread_spawn != '')::UInt8 AS spawned,
  (r.payload.forked_from_id != '')::UInt8 AS forked,
  r.payload.git.commit_hash AS commit,
  r.payload.git.branch::LowCardinality(String) AS branch,
  r.payload.git.repository_url::LowCardinality(String) AS repo,
  ${countOf('t.input_tokens')} AS input,
  ${countOf('t.cached_input_tokens')} AS cached,
  ${countOf('t.cache_write_input_tokens')} AS written,
  ${countOf('t.output_tokens')} AS output,
  ${countOf('t.reasoning_output_tokens')} AS reasoning,
  (l.input_tokens != '' OR l.output_tokens != '')::UInt8 AS has_last,
  ${countOf('l.input_tokens')} AS last_input,
  ${countOf('l.cached_input_tokens')} AS last_cached,
  ${countOf('l.cache_write_input_tokens')} AS last_written,
  ${countOf('l.output_tokens')} AS last_output,
  ${countOf('l.reasoning_output_tokens')} AS last_reasoning`;

/** Fills the table of lines by kind: meta, turn (states the model), count (running totals) or none. */
export function parseLines({ now, tables }: ImportContext): string {
  return `CREATE TABLE ${tables}_lines ENGINE = Memory AS
SELECT ${columns}
FROM (${inSteps(`SELECT * FROM ${tables}_read`, [...placing, { fault: firstLook(now) }])})
SETTINGS short_circuit_function_evaluation = 'disable', query_plan_enable_optimizations = 0`;
}

/** Takes the suspect lines once more, in a form that the strict parser can read, and judges them. */
export function parseSuspects({ now, tables }: ImportContext): string {
  const suspects = `SELECT file, original, ${healed('original')} AS line, JSONExtract(line, '${shape}') AS r
  FROM ${tables}_lines WHERE fault = 'suspect'`;
  const judging: SelectStep[] = [{ count_fault: countFault('count_texts') }, { fault: secondLook(now) }];
  return `INSERT INTO ${tables}_lines SELECT ${columns}
FROM (${inSteps(suspects, [...placing, ...judging])})
SETTINGS query_plan_enable_optimizations = 0`;
}

/** The lines that could not be taken in. */
export function keepFaults({ tables }: ImportContext): string {
  return `CREATE TABLE ${tables}_faults ENGINE = Memory AS
SELECT file, length(original) AS bytes, hex(MD5(original)) AS md5, fault
FROM ${tables}_lines WHERE fault NOT IN ('', 'suspect')`;
}
