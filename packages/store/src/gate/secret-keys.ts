import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { GateFailure } from './failure.ts';
import { createSecretBox, type SecretBox } from './secret-box.ts';

export interface SecretKeysPlace {
  /** Folder of the install; the key is kept in its `gate.key`. */
  home: string;
  /**
   * Value of EXCHEQUER_SECRET_KEY, which takes the place of the file: the newest key first, older ones
   * behind commas. Hosts that share a database share it.
   */
  given?: string | undefined;
}

/**
 * Opens the master keys of an install, and makes the first one where there is none. To change keys,
 * put a new one before the old one and seal the credentials anew.
 * @throws GateFailure when a key is none, or when others may read the file
 */
export function openSecrets({ home, given }: SecretKeysPlace): SecretBox {
  const text = given?.trim() ? given : readOrMake(join(home, 'gate.key'));
  const keys = text.split(/[\s,]+/).filter((part) => part !== '');
  return createSecretBox(keys.map(keyOf));
}

function readOrMake(path: string): string {
  try {
    mkdirSync(dirname(path), { recursive: true });
    // Whoever is first makes it; the others read what the first one made.
    writeFileSync(path, `${randomBytes(32).toString('base64url')}\n`, { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  const { mode } = statSync(path);
  if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
    throw new GateFailure(
      'secret-key-open',
      `others may read ${path}, the key of the provider credentials`,
      `Close it: chmod 600 ${path}; and change the key if somebody may have read it.`,
    );
  }
  return readFileSync(path, 'utf8');
}

function keyOf(text: string): Buffer {
  const key = /^[0-9a-fA-F]{64}$/.test(text) ? Buffer.from(text, 'hex') : Buffer.from(text, 'base64url');
  if (key.length === 32) return key;
  throw new GateFailure(
    'secret-key-invalid',
    'a master key of the gate is not 32 bytes in base64url or hexadecimal',
    'Make one with: openssl rand -hex 32',
  );
}
