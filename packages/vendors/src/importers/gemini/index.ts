import type { LogRoot, RowImporter } from '../importer.ts';
import { readChat } from './chats.ts';

const root = (path: string): LogRoot => ({
  path,
  accepts: (relative) => /(^|\/)(chats\/[^/]+|session-[^/]+)\.jsonl?$/.test(relative),
});

/** Chats that Gemini CLI records. */
export const gemini: RowImporter = {
  kind: 'gemini',
  source: 'gemini.log',
  name: 'Gemini CLI',
  roots: ({ home, variables }) => [root(`${variables.GEMINI_CLI_HOME || home}/.gemini/tmp`)],
  rootsIn: (directory) => [root(`${directory}/tmp`), root(directory)],
  expects: 'chats named <project>/chats/*.json, which Gemini CLI keeps in ~/.gemini/tmp',
  parsing: 'rows',
  reading: 'whole-file',
  read: readChat,
};
