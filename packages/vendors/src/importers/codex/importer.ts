import type { BulkImporter, BulkSql, FileSet, ImportContext, LogRoot } from '../importer.ts';
import { manifestTable } from '../manifest.ts';
import { keepFaults, parseLines, parseSuspects, readLines } from './lines.ts';
import { mergeLines, nameSessions, stageSteps, summarise } from './steps.ts';

const isRollout = (relative: string) => /(^|\/)rollout-[^/]*\.jsonl$/.test(relative);
const root = (path: string): LogRoot => ({ path, accepts: isRollout });

function sql(files: FileSet, context: ImportContext): BulkSql {
  const { tables } = context;
  const scratch = ['read', 'lines', 'files', 'merged'].map((name) => `${tables}_${name}`);
  const drop = (table: string) => `DROP TABLE IF EXISTS ${table}`;
  return {
    prepare: [
      ...[...scratch, `${tables}_faults`, `${tables}_summary`].map(drop),
      readLines(files, context),
      parseLines(context),
      parseSuspects(context),
      keepFaults(context),
      nameSessions(manifestTable(files), context),
      mergeLines(context),
      summarise(context),
    ],
    stageSql: stageSteps(context),
    faultTable: `${tables}_faults`,
    summaryTable: `${tables}_summary`,
    cleanup: scratch.map(drop),
  };
}

/** Codex rollouts: running totals per session, of which the differences are usage. */
export const codex: BulkImporter = {
  kind: 'codex',
  source: 'codex.log',
  name: 'Codex',
  roots: ({ home, variables }) => {
    const base = variables.CODEX_HOME || `${home}/.codex`;
    return [root(`${base}/sessions`), root(`${base}/archived_sessions`)];
  },
  rootsIn: (directory) => [root(directory)],
  expects: 'rollouts named rollout-*.jsonl, which Codex keeps in ~/.codex/sessions',
  parsing: 'engine',
  reading: 'whole-file',
  sql,
  family: (path) => /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}(?=[^/]*$)/.exec(path)?.[0] ?? path,
  rereads: () => true,
};
