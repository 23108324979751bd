/** Who may do what: pure decisions over sessions, tokens, links and sign-in attempts. */
export { type Actor, permits } from './actor.ts';
export { checkAttempts, type FailedAttempt, recentAttempts } from './attempts.ts';
export {
  checkLink,
  checkSession,
  checkToken,
  linkLifetimeMs,
  sessionEnd,
  sessionIdleMs,
  worthWriting,
} from './lifetime.ts';
export { type AccessRefusal, type AccessRefusalCode, isRefusal, refuseAccess } from './refusal.ts';
