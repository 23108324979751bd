import type { CurrentSession, Settings } from '@exchequer/model/contract';
import { createContext, useContext } from 'react';

/** What the page is told from outside, so that a test can set the clock. */
export interface Surroundings {
  now: () => Date;
  session: CurrentSession;
  settings: Settings;
}

const SurroundingsContext = createContext<Surroundings | null>(null);
export const SurroundingsProvider = SurroundingsContext.Provider;

export function useSurroundings(): Surroundings {
  const value = useContext(SurroundingsContext);
  if (!value) throw new Error('this part of the page must stand inside the signed-in shell');
  return value;
}

export const useIsAdmin = () => useSurroundings().session.actor.scopes.includes('admin');

const ClockContext = createContext<() => Date>(() => new Date(0));
export const ClockProvider = ClockContext.Provider;
export const useClock = () => useContext(ClockContext);

/** True for whoever may read reports. Everybody else sees what is their own, and nothing more is asked for. */
export const readsReports = (scopes: readonly string[]): boolean =>
  scopes.includes('read') || scopes.includes('admin');

/** What the signed-in may see and do, and which worker they are when that is known. */
export function useScopes(): { scopes: readonly string[]; workerId: string | null } {
  const { actor } = useSurroundings().session;
  return { scopes: actor.scopes, workerId: actor.worker_id };
}
