import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { createSecretBox } from './secret-box.ts';
import { openSecrets } from './secret-keys.ts';

const home = mkdtempSync(join(tmpdir(), 'exchequer-secrets-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));

const code = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    return (error as { code: string }).code;
  }
  return 'opened';
};

describe('a sealed credential', () => {
  const key = randomBytes(32);
  const box = createSecretBox([key]);
  const sealed = box.seal('live/up_1/ucr_1', 'sk-very-secret');

  test('opens where it was sealed, and says nothing of itself', () => {
    expect(box.open('live/up_1/ucr_1', sealed)).toBe('sk-very-secret');
    expect(sealed.sealed.includes('sk-very')).toBe(false);
    expect(box.seal('live/up_1/ucr_1', 'sk-very-secret').sealed).not.toEqual(sealed.sealed);
  });

  test('does not open once a bit of it was changed, nor in the place of another', () => {
    for (const at of [0, sealed.sealed.length - 1]) {
      const changed = Buffer.from(sealed.sealed);
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(code(() => box.open('live/up_1/ucr_1', { ...sealed, sealed: changed }))).toBe('secret-damaged');
    }
    expect(code(() => box.open('live/up_2/ucr_1', sealed))).toBe('secret-damaged');
    expect(code(() => box.open('sample/up_1/ucr_1', sealed))).toBe('secret-damaged');
  });

  test('opens under a master key that has a successor, and not without its own', () => {
    const next = randomBytes(32);
    expect(createSecretBox([next, key]).open('live/up_1/ucr_1', sealed)).toBe('sk-very-secret');
    expect(code(() => createSecretBox([next]).open('live/up_1/ucr_1', sealed))).toBe('secret-key-missing');
  });
});

describe('the master key of an install', () => {
  test('is made once, for its owner alone, and read again', () => {
    const first = openSecrets({ home });
    expect(statSync(join(home, 'gate.key')).mode & 0o777).toBe(0o600);
    expect(openSecrets({ home }).keyId).toBe(first.keyId);
  });

  test('is not used while others may read it', () => {
    chmodSync(join(home, 'gate.key'), 0o644);
    expect(code(() => openSecrets({ home }))).toBe('secret-key-open');
    chmodSync(join(home, 'gate.key'), 0o600);
  });

  test('comes from the environment where it is given there, in either writing', () => {
    const key = randomBytes(32);
    const hex = openSecrets({ home, given: key.toString('hex') });
    expect(
      openSecrets({ home, given: ` ${key.toString('base64url')},${readFileSync(join(home, 'gate.key'))}` })
        .keyId,
    ).toBe(hex.keyId);
    expect(code(() => openSecrets({ home, given: 'too short' }))).toBe('secret-key-invalid');
  });
});
