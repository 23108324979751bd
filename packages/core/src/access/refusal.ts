/** Why a caller is turned away: a stable code, what is wrong, and what to do about it. */
export interface AccessRefusal {
  refused: AccessRefusalCode;
  detail: string;
  fix: string;
  /** Seconds after which another try makes sense. */
  retryAfterSeconds?: number;
}

export type AccessRefusalCode =
  | 'credentials-missing'
  | 'credentials-unknown'
  | 'token-revoked'
  | 'token-expired'
  | 'session-ended'
  | 'csrf-mismatch'
  | 'link-unknown'
  | 'link-used'
  | 'link-expired'
  | 'too-many-attempts'
  | 'worker-unknown'
  | 'worker-left'
  | 'worker-ambiguous';

const newLink = 'Run `npx exchequer login` on the machine of the tower for a new link.';

/** The text of every refusal, in one place. */
const texts: Record<AccessRefusalCode, readonly [detail: string, fix: string]> = {
  'credentials-missing': [
    'this needs a signed-in session or an API token',
    'Sign in, or send `Authorization: Bearer exq_…` with an API token.',
  ],
  'credentials-unknown': [
    'the token is not known here',
    'Check that it was copied whole and belongs to this install, or make a new one under Settings.',
  ],
  'token-revoked': ['the token was revoked', 'Make a new API token under Settings.'],
  'token-expired': ['the token has expired', 'Make a new API token under Settings.'],
  'session-ended': ['the session has ended', 'Sign in again.'],
  'csrf-mismatch': [
    'the request lacks the CSRF token of its session',
    'Read `csrf_token` from GET /api/session and send it in the `x-csrf-token` header.',
  ],
  'link-unknown': ['the sign-in link is not known here', newLink],
  'link-used': ['the sign-in link was already used', newLink],
  'link-expired': ['the sign-in link has expired', newLink],
  'worker-unknown': [
    'there is no such person here',
    'Give the id, the number or the email of a person: exchequer people list.',
  ],
  'worker-left': [
    'the person no longer works here',
    'Correct the last day of the person under People if that is wrong.',
  ],
  'worker-ambiguous': ['more than one person goes by that', 'Give the id: exchequer people list.'],
  'too-many-attempts': ['too many failed sign-ins', 'Wait, then try again with a fresh link.'],
};

/** The refusal of a code. */
export function refuseAccess(code: AccessRefusalCode, retryAfterSeconds?: number): AccessRefusal {
  const [detail, fix] = texts[code];
  return { refused: code, detail, fix, ...(retryAfterSeconds !== undefined && { retryAfterSeconds }) };
}

/** Whether a result is a refusal. */
export function isRefusal(result: object): result is AccessRefusal {
  return 'refused' in result;
}
