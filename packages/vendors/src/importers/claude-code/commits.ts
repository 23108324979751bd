import type { FileSet, ImportContext } from '../importer.ts';
import { literal } from '../select.ts';

/** What git prints when a commit is made, at the start of a line of a tool's output within JSON. */
const printed = String.raw`(?:"|\\n)\[(?:detached HEAD|([^\s\]"\\]{1,200}))(?: \(root-commit\))? ([0-9a-f]{7,40})\] `;

const shape = 'Tuple(sessionId String, cwd String, timestamp String)';

/**
 * The commits that sessions made, as git told them. Of the output of tools nothing else is read:
 * branch and hash alone leave the expression.
 */
export function readCommits(files: FileSet, { tables }: ImportContext): string {
  return `CREATE TABLE ${tables}_commits ENGINE = Memory AS
SELECT 'claude-code' AS tool, r.sessionId AS session_id, '' AS repo, argMin(r.cwd, time) AS project,
  made[1] AS branch, made[2] AS sha_prefix, formatDateTime(min(time), '%Y-%m-%dT%H:%i:%S.%fZ', 'UTC') AS at
FROM (
  SELECT JSONExtract(line, '${shape}') AS r, arrayJoin(extractAllGroupsVertical(line, ${literal(printed)})) AS made,
    parseDateTime64BestEffortOrNull(r.timestamp, 3, 'UTC') AS time
  FROM file(${literal(`${files.directory}/*.log`)}, 'LineAsString', 'line String')
  WHERE position(line, '"toolUseResult"') > 0 AND match(line, ${literal(printed)})
) WHERE time IS NOT NULL AND session_id != ''
GROUP BY session_id, branch, sha_prefix`;
}
