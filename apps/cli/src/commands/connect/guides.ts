import { aider } from './aider.ts';
import { claudeCode } from './claude-code.ts';
import { codex } from './codex.ts';
import { cursor } from './cursor.ts';
import type { ClientName, Guide } from './guide.ts';
import { otel } from './otel.ts';
import { aiSdk, curl, langchain } from './snippets.ts';

/** Every client that is known, with what it needs. */
export const guides: Readonly<Record<ClientName, Guide>> = {
  'claude-code': claudeCode,
  codex,
  cursor,
  aider,
  'ai-sdk': aiSdk,
  langchain,
  curl,
  otel,
};
