import type { SessionCommit } from '@exchequer/model';
import { claudeCode } from './claude-code.ts';
import { type Intake, whereabouts } from './origin.ts';
import { Reading, textOf } from './reading.ts';
import type { LogRecord } from './shape.ts';

/** Longer parameters are a file's content, not a commit's. */
const longest = 100_000;

/**
 * The commit that a `claude_code.tool_result` event tells of: of the tool's parameters the hash alone
 * is read. Null for every other record, and where the session is told not to send parameters.
 */
export function commitOf(record: LogRecord, intake: Intake): SessionCommit | null {
  const said = textOf(record.attributes.get('event.name'));
  const names = [record.eventName, said, record.body];
  if (!names.includes('claude_code.tool_result') && !names.includes('tool_result')) return null;
  const sha = shaIn(textOf(record.attributes.get('tool_parameters')));
  const session_id = textOf(record.attributes.get('session.id'));
  if (sha === null || session_id === '') return null;
  const read = new Reading(record.attributes);
  const at = read.instant(intake.nowMs, read.text('event.timestamp'), record.timeNanos, record.observedNanos);
  if (read.problems.length > 0) return null;
  const { repo = '', branch = '', project = '' } = whereabouts(record.origin, record.attributes);
  return { tool: claudeCode, session_id, repo, project, branch, sha_prefix: sha, at, said_by: 'otel' };
}

function shaIn(parameters: string): string | null {
  if (parameters.length > longest) return null;
  return /"git_commit_id"\s*:\s*"([0-9a-f]{7,40})"/i.exec(parameters)?.[1]?.toLowerCase() ?? null;
}
