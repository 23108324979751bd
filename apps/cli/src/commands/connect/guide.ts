import type { Terminal } from '../../output/index.ts';
import type { Notation, Setting } from './setting.ts';

export const clientNames = [
  'claude-code',
  'codex',
  'cursor',
  'aider',
  'ai-sdk',
  'langchain',
  'curl',
  'otel',
] as const;
export type ClientName = (typeof clientNames)[number];

/** Where a client has to be pointed, and with what. */
export interface Place {
  /** Of the gateway, without a slash at its end, such as http://127.0.0.1:4110. */
  gateway: string;
  /** Of the tower, which takes telemetry in. */
  tower: string;
  /** A gateway key; for `otel` an API token with the scope ingest. Placeholder when none was given. */
  key: string;
  /** False while the key is a placeholder. */
  hasKey: boolean;
  /** Command that draws the status line, where one is wanted. */
  statusLine?: string | undefined;
}

/** A settings file of a client, in the person's own folders. */
export interface ClientFile {
  path: string;
  notation: Notation;
  settings: readonly Setting[];
}

/** The smallest call that a client would make. */
export interface SmallestCall {
  url: string;
  headers: Record<string, string>;
  body: unknown;
}

/** How one client is connected. */
export interface Guide {
  title: string;
  /** What to set or write, ready to be copied. */
  text(place: Place): string;
  /** What --apply changes; null where a client has no file that could be changed, and `notes` say why. */
  file(place: Place, terminal: Pick<Terminal, 'env' | 'homeDir'>): ClientFile | null;
  /** What to know and to do besides. */
  notes(place: Place): string[];
  /** Null where no call from this machine would prove anything. */
  call(place: Place, model: string | undefined): SmallestCall | null;
}

/** A call of OpenAI's chat completions. */
export const chatCall = ({ gateway, key }: Place, model = 'gpt-5-nano'): SmallestCall => ({
  url: `${gateway}/v1/chat/completions`,
  headers: { authorization: `Bearer ${key}` },
  body: { model, max_completion_tokens: 16, messages: [{ role: 'user', content: '.' }] },
});

/** `export NAME=value` lines; values have no quotes in them. */
export const exports = (variables: Readonly<Record<string, string>>): string =>
  Object.entries(variables)
    .map(([name, value]) => `export ${name}='${value}'`)
    .join('\n');
