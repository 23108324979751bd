import { type IdentityKind, identityKinds } from '@exchequer/model';

/** Kinds that name the same worker however they are capitalised. */
export const caseInsensitiveKinds: readonly IdentityKind[] = ['email', 'git_author', 'os_user'];

export const isIdentityKind = (kind: string): kind is IdentityKind =>
  (identityKinds as readonly string[]).includes(kind);

/** The form in which identities are kept and compared. */
export function normaliseIdentity(kind: string, value: string): string {
  const trimmed = value.trim();
  return (caseInsensitiveKinds as readonly string[]).includes(kind) ? trimmed.toLowerCase() : trimmed;
}
