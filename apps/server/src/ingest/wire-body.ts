import type { Workspace } from '@exchequer/model/contract';
import type { WireIntake } from '@exchequer/vendors/wire';
import type { IngestDeps } from './deps.ts';
import { IngestRefusal } from './refusal.ts';

/** Content types of JSON lines. */
export const lineTypes = [
  'application/x-ndjson',
  'application/ndjson',
  'application/jsonl',
  'application/x-jsonlines',
];

export const unsupported = (wanted: string) =>
  new IngestRefusal(
    415,
    'unsupported-content-type',
    'the content type is not one that is read here',
    `Send ${wanted}.`,
  );

export const intakeOf = (deps: IngestDeps, workspace: Workspace, place: string): WireIntake => ({
  workspace,
  place,
  nowMs: deps.now().getTime(),
});

/** The JSON value of a body. @throws IngestRefusal */
export function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const at = cause instanceof Error ? /position (\d+)/.exec(cause.message) : null;
    throw new IngestRefusal(
      400,
      'malformed-body',
      `the body is not JSON${at ? ` (at character ${at[1]})` : ''}`,
      'Send one JSON object or a list of them; for JSON lines say `Content-Type: application/x-ndjson`.',
    );
  }
}

/** @throws IngestRefusal where one request holds too many */
export function checkNumber(records: number, { limits }: IngestDeps): void {
  if (records <= limits.records) return;
  throw new IngestRefusal(
    413,
    'too-many-records',
    `the body holds ${records} records`,
    `Send at most ${limits.records} at a time.`,
  );
}
