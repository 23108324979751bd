import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'jsonc-parser';

/** Where somebody's key works. */
export interface OwnGateway {
  url: string;
  key: string;
}

interface Known {
  env: Readonly<Record<string, string | undefined>>;
  homeDir: string;
  gateway?: string | undefined;
  key?: string | undefined;
}

/**
 * The gateway and key that this person uses: as told, else from the environment, else as Claude Code
 * was connected. Null where none is known.
 */
export function ownGateway({ env, homeDir, gateway, key }: Known): OwnGateway | null {
  const claude = claudeEnv(env, homeDir);
  const urls = [gateway, env.EXCHEQUER_GATEWAY_URL, env.ANTHROPIC_BASE_URL, claude.ANTHROPIC_BASE_URL];
  const foundKey = knownKey({ env, homeDir, key });
  const foundUrl = urls.find((one) => one !== undefined && /^https?:\/\//.test(one));
  return foundKey && foundUrl
    ? { key: foundKey, url: foundUrl.replace(/\/+$/, '').replace(/\/v1$/, '') }
    : null;
}

/** The key alone: as told, else from the environment, else as Claude Code was connected. */
export function knownKey({ env, homeDir, key }: Omit<Known, 'gateway'>): string | undefined {
  const claude = claudeEnv(env, homeDir);
  const keys = [key, env.EXCHEQUER_KEY, env.ANTHROPIC_AUTH_TOKEN, claude.ANTHROPIC_AUTH_TOKEN];
  return keys.find((one) => one?.startsWith('exq_'));
}

function claudeEnv(env: Known['env'], homeDir: string): Partial<Record<string, string>> {
  const path = join(env.CLAUDE_CONFIG_DIR || join(homeDir, '.claude'), 'settings.json');
  try {
    const said = parse(readFileSync(path, 'utf8')) as { env?: Record<string, string> } | undefined;
    return said?.env ?? {};
  } catch {
    // No such file: then the environment has to say it.
    return {};
  }
}
