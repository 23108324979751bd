import type { BulkImporter, BulkSql, FileSet, ImportContext, LogRoot, MachineFacts } from '../importer.ts';
import { manifestTable } from '../manifest.ts';
import { readCommits } from './commits.ts';
import { chooseSnapshots, matchFinals, stageEvents, summarise } from './events.ts';
import { keepFaults, parseLines, parseSuspects, readLines } from './lines.ts';

const isTranscript = (relative: string) => relative.endsWith('.jsonl');
const root = (path: string): LogRoot => ({ path, accepts: isTranscript });

function roots({ home, variables }: MachineFacts): LogRoot[] {
  const configured = (variables.CLAUDE_CONFIG_DIR ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
  if (configured.length > 0) return configured.map((path) => root(`${path}/projects`));
  return [root(`${home}/.claude/projects`), root(`${home}/.config/claude/projects`)];
}

function sql(files: FileSet, context: ImportContext): BulkSql {
  const { tables } = context;
  const scratch = [`${tables}_read`, `${tables}_events`, `${tables}_finals`];
  const drop = (table: string) => `DROP TABLE IF EXISTS ${table}`;
  return {
    prepare: [
      ...[`${tables}_lines`, `${tables}_faults`, `${tables}_summary`, `${tables}_commits`, ...scratch].map(
        drop,
      ),
      readLines(files, context),
      parseLines(context),
      parseSuspects(context),
      keepFaults(context),
      chooseSnapshots(context),
      matchFinals(context),
      summarise(context),
      readCommits(files, context),
    ],
    stageSql: stageEvents(manifestTable(files), context),
    faultTable: `${tables}_faults`,
    summaryTable: `${tables}_summary`,
    commitTable: `${tables}_commits`,
    cleanup: [`${tables}_lines`, ...scratch].map(drop),
  };
}

/** Claude Code transcripts: one response stands on several lines, with growing output. */
export const claudeCode: BulkImporter = {
  kind: 'claude-code',
  source: 'claude-code.log',
  name: 'Claude Code',
  roots,
  rootsIn: (directory) => [root(`${directory}/projects`), root(directory)],
  expects: 'transcripts named <session>.jsonl, which Claude Code keeps in ~/.claude/projects',
  parsing: 'engine',
  reading: 'append',
  sql,
  family: (path) => path.replace(/\/subagents\/[^/]*$/, '.jsonl'),
  rereads: (path) => path.includes('/subagents/'),
};
