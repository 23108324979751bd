import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { GateFailure } from './failure.ts';

/** A secret as it is stored. */
export interface SealedSecret {
  /** Names the master key that sealed it, and tells nothing of it. */
  keyId: string;
  nonce: Buffer;
  /** Ciphertext and tag. */
  sealed: Buffer;
}

/** Encrypts secrets at rest. */
export interface SecretBox {
  /** Under the newest master key; `place` names where it is kept, and opens nowhere else. */
  seal(place: string, secret: string): SealedSecret;
  /** @throws GateFailure when its master key is not there, or when anything of it was changed */
  open(place: string, sealed: SealedSecret): string;
  /** The newest master key: what was sealed by another is to be sealed anew. */
  keyId: string;
}

const cipher = 'aes-256-gcm';
const tagBytes = 16;

/** @param keys master keys of 32 bytes: the newest first, older ones for opening alone */
export function createSecretBox(keys: readonly Buffer[]): SecretBox {
  const byId = new Map(keys.map((key) => [keyIdOf(key), key]));
  const [newest] = keys;
  if (!newest) throw new GateFailure('secret-key-missing', 'there is no master key', 'Give at least one.');
  const keyId = keyIdOf(newest);
  return {
    keyId,
    seal: (place, secret) => {
      const nonce = randomBytes(12);
      const sealing = createCipheriv(cipher, newest, nonce).setAAD(Buffer.from(place));
      const sealed = Buffer.concat([sealing.update(secret, 'utf8'), sealing.final(), sealing.getAuthTag()]);
      return { keyId, nonce, sealed };
    },
    open: (place, { keyId: sealedBy, nonce, sealed }) => {
      const key = byId.get(sealedBy);
      if (!key) throw missing(place, sealedBy);
      const opening = createDecipheriv(cipher, key, nonce, { authTagLength: tagBytes })
        .setAAD(Buffer.from(place))
        .setAuthTag(sealed.subarray(-tagBytes));
      try {
        return Buffer.concat([opening.update(sealed.subarray(0, -tagBytes)), opening.final()]).toString();
      } catch (cause) {
        throw damaged(place, cause);
      }
    },
  };
}

const keyIdOf = (key: Buffer): string =>
  createHash('sha256').update('exchequer gate key').update(key).digest('hex').slice(0, 12);

const missing = (place: string, keyId: string): GateFailure =>
  new GateFailure(
    'secret-key-missing',
    `the credential ${place} was sealed with the master key ${keyId}, which is not here`,
    'Put that key back into gate.key or EXCHEQUER_SECRET_KEY, behind the newest one, or enter the credential again.',
  );

const damaged = (place: string, cause: unknown): GateFailure =>
  new GateFailure(
    'secret-damaged',
    `the credential ${place} does not open: it was changed or moved`,
    'Enter the credential again, and find out who can write to the database.',
    cause,
  );
