import type { LogRoot, RowImporter } from '../importer.ts';
import { readMessages } from './messages.ts';

const isMessage = (relative: string) =>
  /(^|\/)opencode(-[^/]*)?\.db$/.test(relative) || /(^|\/)message\/[^/]+\/msg_[^/]+\.json$/.test(relative);
const root = (path: string): LogRoot => ({ path, accepts: isMessage });

/** OpenCode's database, and the files it kept before it had one. */
export const opencode: RowImporter = {
  kind: 'opencode',
  source: 'opencode.db',
  name: 'OpenCode',
  roots: ({ home, variables }) => [
    root(variables.OPENCODE_DATA_DIR || `${variables.XDG_DATA_HOME || `${home}/.local/share`}/opencode`),
  ],
  rootsIn: (directory) => [root(directory)],
  expects: 'opencode.db or storage/message, which OpenCode keeps in ~/.local/share/opencode',
  parsing: 'rows',
  reading: 'whole-file',
  read: readMessages,
  companions: (path) => (path.endsWith('.db') ? [`${path}-wal`] : []),
};
