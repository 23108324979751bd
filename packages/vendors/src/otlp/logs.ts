import type { NormalisedUsage, SourceKind } from '@exchequer/model';
import { claudeCodeRequest } from './claude-code.ts';
import { codexResponse } from './codex.ts';
import { commitOf } from './commits.ts';
import { Gathering } from './gathering.ts';
import { geminiResponse } from './gemini.ts';
import type { Intake } from './origin.ts';
import { Reading, refusal, textOf } from './reading.ts';
import type { Decoded, LogRecord } from './shape.ts';

type Normaliser = (record: LogRecord, read: Reading, intake: Intake) => NormalisedUsage | null;

interface UsageEvent {
  source: SourceKind;
  /** Name with its prefix, as it stands in the body or in event.name. */
  name: string;
  /** Name without; counts only from this tool’s own scope or service. */
  bare: string;
  tool: RegExp;
  kind?: string;
  normalise: Normaliser;
}

/** The one event of each tool that meters; every other event of the tool repeats or surrounds it. */
const usageEvents: readonly UsageEvent[] = [
  {
    source: 'otlp.claude-code',
    name: 'claude_code.api_request',
    bare: 'api_request',
    tool: /claude[-_]code/,
    normalise: claudeCodeRequest,
  },
  {
    source: 'otlp.codex',
    name: 'codex.sse_event',
    bare: 'sse_event',
    tool: /codex/,
    kind: 'response.completed',
    normalise: codexResponse,
  },
  {
    source: 'otlp.gemini',
    name: 'gemini_cli.api_response',
    bare: 'api_response',
    tool: /gemini[-_]cli/,
    normalise: geminiResponse,
  },
];

function usageEventOf(record: LogRecord): UsageEvent | undefined {
  const said = textOf(record.attributes.get('event.name'));
  const names = [record.eventName, said, record.body];
  for (const event of usageEvents) {
    const full = names.includes(event.name);
    if (!full && !(names.includes(event.bare) && fromTool(record, event.tool))) continue;
    if (event.kind && record.attributes.get('event.kind') !== event.kind) continue;
    return event;
  }
  return undefined;
}

const fromTool = (record: LogRecord, tool: RegExp): boolean =>
  tool.test(record.origin.scope) || tool.test(textOf(record.origin.resource.get('service.name')));

/** Usage in log records. Records that are no usage events are passed over. */
export function normaliseLogs(decoded: Decoded<LogRecord>, intake: Intake): Gathering {
  const found = new Gathering();
  for (const record of decoded) {
    if ('error' in record) {
      found.refuse(() => refusal('otlp', intake.place, record.line, [record.error], new Map()));
      continue;
    }
    const event = usageEventOf(record);
    if (!event) {
      const commit = commitOf(record, intake);
      if (commit) found.commits.push(commit);
      continue;
    }
    const read = new Reading(record.attributes);
    const row = event.normalise(record, read, intake);
    if (read.problems.length > 0) {
      found.refuse(() => refusal(event.source, intake.place, record.line, read.problems, record.attributes));
    } else if (row) {
      found.add(row);
    }
  }
  return found;
}
