import type { SecretBox } from './secret-box.ts';

/** Bytes of the id of the master key, and of the nonce, that stand before the sealed text. */
const keyIdBytes = 12;
const nonceBytes = 12;

/** Seals a secret into one value of a column. `place` names its row, such as `outcome/src_1`: it opens nowhere else. */
export function sealInto(box: SecretBox, place: string, secret: string): Buffer {
  const { keyId, nonce, sealed } = box.seal(place, secret);
  return Buffer.concat([Buffer.from(keyId.padEnd(keyIdBytes)), nonce, sealed]);
}

/** @throws GateFailure when its master key is not there, or when anything of it was changed */
export function openFrom(box: SecretBox, place: string, stored: Uint8Array): string {
  const bytes = Buffer.from(stored);
  return box.open(place, {
    keyId: bytes.subarray(0, keyIdBytes).toString().trim(),
    nonce: bytes.subarray(keyIdBytes, keyIdBytes + nonceBytes),
    sealed: bytes.subarray(keyIdBytes + nonceBytes),
  });
}
