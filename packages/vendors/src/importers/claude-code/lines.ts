import { countFault, countOf, healed, plainCounts, plainTime, timeFault } from '../counts.ts';
import type { FileSet, ImportContext } from '../importer.ts';
import { inSteps, literal, type SelectStep } from '../select.ts';

/** Raw JSON text of each count, so that a wrong type can be told from an absent key. */
const usage = `Tuple(
  input_tokens String, cache_creation_input_tokens String, cache_read_input_tokens String, output_tokens String,
  cache_creation Tuple(ephemeral_5m_input_tokens String, ephemeral_1h_input_tokens String),
  server_tool_use Tuple(web_search_requests String),
  service_tier String, speed String, inference_geo String)`;

/** What is read of a line. Nothing here can hold message text. */
const shape = `Tuple(
  type String, uuid String, sessionId String, cwd String, gitBranch String, timestamp String, requestId String,
  isSidechain Bool, agentId String, costUSD String,
  message Tuple(id String, model String, usage ${usage}),
  data Tuple(agentId String, message Tuple(timestamp String, requestId String, uuid String, costUSD String,
    message Tuple(id String, model String, usage ${usage}))),
  toolUseResult Tuple(agentId String, usage ${usage}))`;

/** The counts within a usage. */
const counts = [
  'input_tokens',
  'cache_creation_input_tokens',
  'cache_read_input_tokens',
  'output_tokens',
  'cache_creation.ephemeral_5m_input_tokens',
  'cache_creation.ephemeral_1h_input_tokens',
  'server_tool_use.web_search_requests',
];

const said = (u: string) =>
  `(${u}.input_tokens != '' OR ${u}.output_tokens != '' OR ${u}.cache_read_input_tokens != '')`;

/**
 * Reads lines that may carry usage, and lines that cannot be JSON objects. All others pass by
 * unread: without a `"usage"` key they cannot hold usage, and looking inside would double the time.
 * What is read goes to a table of its own at once, in few large blocks; one small block per file
 * would cost more in every later step than the parsing.
 */
export function readLines(files: FileSet, { tables }: ImportContext): string {
  return `CREATE TABLE ${tables}_read ENGINE = Memory AS
SELECT _file::LowCardinality(String) AS file, JSONExtract(line, '${shape}') AS r,
  line AS original
FROM file(${literal(`${files.directory}/*.log`)}, 'LineAsString', 'line String')
WHERE position(line, '"usage"') > 0
  OR (NOT (startsWith(line, '{') AND endsWith(line, '}')) AND notEmpty(trim(BOTH ' \\t\\r' FROM line)))
SETTINGS max_insert_threads = 2`;
}

/** Where in the line the usage stands: the answer itself, nested in progress, or a tool's result. */
const placing: readonly SelectStep[] = [
  {
    direct: said('r.message.usage'),
    within: said('r.data.message.message.usage'),
    result: `r.toolUseResult.agentId != '' AND ${said('r.toolUseResult.usage')}`,
  },
  {
    nested: 'NOT direct AND within',
    final: 'NOT direct AND NOT within AND result',
    u: 'multiIf(direct, r.message.usage, within, r.data.message.message.usage, r.toolUseResult.usage)',
  },
  {
    model_text: 'if(nested, r.data.message.message.model, r.message.model)',
    time_text: "if(nested AND r.data.message.timestamp != '', r.data.message.timestamp, r.timestamp)",
    lifetimes:
      "u.cache_creation.ephemeral_5m_input_tokens != '' OR u.cache_creation.ephemeral_1h_input_tokens != ''",
    count_texts: `[${counts.map((name) => `u.${name}`).join(', ')}]`,
  },
  {
    time_read: "parseDateTime64BestEffortOrNull(time_text, 3, 'UTC')",
    kind: "multiIf(model_text = '<synthetic>', 'none', direct OR within, 'answer', result, 'final', 'none')",
  },
];

/** Everything that cannot at once be seen to be good is `suspect`, and looked at in the second pass. */
const firstLook = (now: Date): string => `multiIf(
    model_text = '<synthetic>', '',
    kind = 'none', if(r.type = '' OR r.type = 'assistant', 'suspect', ''),
    NOT (${plainCounts('count_texts')}), 'suspect',
    kind = 'final', '',
    model_text = '' OR match(model_text, '^[\\\\[{]') OR NOT ${plainTime('time_read', now)}, 'suspect',
    '')`;

/** '' or why the line cannot be taken in. */
const secondLook = (now: Date): string => `multiIf(
    model_text = '<synthetic>', '',
    kind = 'none', multiIf(
      NOT isValidJSON(line), 'not-json',
      r.type = 'assistant' AND toString(JSONType(line, 'message', 'usage')) != 'Null', 'usage-without-counts',
      ''),
    count_fault != '', count_fault,
    kind = 'final', '',
    model_text = '' OR match(model_text, '^[\\\\[{]'), 'model-missing',
    ${timeFault('time_read', now)})`;

/** `firstRow` keeps the row numbers of the two passes apart. */
const columns = (firstRow: number) => `
  file,
  ${firstRow} + rowNumberInAllBlocks() AS row,
  kind::LowCardinality(String) AS kind,
  fault::LowCardinality(String) AS fault,
  if(fault = '', '', original) AS original,
  model_text::LowCardinality(String) AS written_model,
  ifNull(time_read, toDateTime64(0, 3, 'UTC')) AS time,
  if(nested, r.data.message.message.id, r.message.id) AS message_id,
  if(nested AND r.data.message.requestId != '', r.data.message.requestId, r.requestId) AS request_id,
  if(nested AND r.data.message.uuid != '', r.data.message.uuid, r.uuid) AS uuid,
  r.sessionId AS session_id,
  multiIf(final, r.toolUseResult.agentId, nested, r.data.agentId, r.agentId)::LowCardinality(String) AS agent_id,
  multiIf(message_id != '', if(request_id = '', message_id, concat(message_id, ':', request_id)),
    request_id != '', concat('request:', request_id),
    uuid != '', concat('line:', uuid),
    concat('hash:', hex(sipHash128(session_id, time_text, model_text, toString(count_texts))))) AS event_id,
  (r.isSidechain OR nested)::UInt8 AS sidechain,
  r.cwd::LowCardinality(String) AS cwd,
  r.gitBranch::LowCardinality(String) AS branch,
  if(nested, r.data.message.costUSD, r.costUSD) AS cost,
  ${countOf('u.input_tokens')} AS input,
  ${countOf('u.cache_creation_input_tokens')} AS cache_written,
  ${countOf('u.cache_read_input_tokens')} AS cache_read,
  ${countOf('u.output_tokens')} AS output,
  if(lifetimes, ${countOf('u.cache_creation.ephemeral_5m_input_tokens')}, cache_written) AS written_5m,
  if(lifetimes, ${countOf('u.cache_creation.ephemeral_1h_input_tokens')}, 0) AS written_1h,
  ${countOf('u.server_tool_use.web_search_requests')} AS web_searches,
  u.service_tier::LowCardinality(String) AS service_tier,
  u.speed::LowCardinality(String) AS speed,
  u.inference_geo::LowCardinality(String) AS geo`;

/**
 * Fills the table of candidate lines. `kind` is answer (carries usage), final (repeats a subagent's
 * final usage) or none. Rows are left out later and not by a WHERE here, which would be pushed down
 * into the reading; and branches are not evaluated lazily, since the engine would then compute the
 * steps before them several times. Either makes the statement many times slower.
 */
export function parseLines({ now, tables }: ImportContext): string {
  return `CREATE TABLE ${tables}_lines ENGINE = Memory AS
SELECT ${columns(0)}
FROM (${inSteps(`SELECT * FROM ${tables}_read`, [...placing, { fault: firstLook(now) }])})
SETTINGS short_circuit_function_evaluation = 'disable', query_plan_enable_optimizations = 0`;
}

/** Takes the suspect lines once more, in a form that the strict parser can read, and judges them. */
export function parseSuspects({ now, tables }: ImportContext): string {
  const suspects = `SELECT file, original, ${healed('original')} AS line, JSONExtract(line, '${shape}') AS r
  FROM ${tables}_lines WHERE fault = 'suspect'`;
  const judging: SelectStep[] = [{ count_fault: countFault('count_texts') }, { fault: secondLook(now) }];
  return `INSERT INTO ${tables}_lines SELECT ${columns(2 ** 40)}
FROM (${inSteps(suspects, [...placing, ...judging])})
SETTINGS query_plan_enable_optimizations = 0`;
}

/** The lines that could not be taken in. */
export function keepFaults({ tables }: ImportContext): string {
  return `CREATE TABLE ${tables}_faults ENGINE = Memory AS
SELECT file, length(original) AS bytes, hex(MD5(original)) AS md5, fault
FROM ${tables}_lines WHERE fault NOT IN ('', 'suspect')`;
}
