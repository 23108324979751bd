/**
 * Logs that coding agents keep on this machine. One folder per tool; a new tool is a folder and a
 * line here.
 */
import { claudeCode } from './claude-code/index.ts';
import { codex } from './codex/index.ts';
import { copilot } from './copilot/index.ts';
import { gemini } from './gemini/index.ts';
import type { LogImporter } from './importer.ts';
import { opencode } from './opencode/index.ts';

export { excerptOf } from './excerpt.ts';
export { type FaultText, faultText } from './fault.ts';
export type {
  BulkImporter,
  BulkSql,
  CommitRow,
  FaultRow,
  FileSet,
  ImportContext,
  LineFault,
  LogImporter,
  LogRoot,
  MachineFacts,
  RowImporter,
  RowInput,
  RowReading,
  SummaryRow,
} from './importer.ts';

/** Every importer of local logs, in the order in which they are offered. */
export const logImporters: readonly LogImporter[] = [claudeCode, codex, gemini, copilot, opencode];
