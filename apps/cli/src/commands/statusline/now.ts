import { isRefreshDue, noteSession, readKeptBudget } from './kept.ts';
import { type SessionFacts, statusText } from './line.ts';

/** What drawing the line needs of the process. */
export interface LineWorld {
  /** What Claude Code wrote to standard input. */
  input: string;
  env: Readonly<Record<string, string | undefined>>;
  homeDir: string;
  now: Date;
  /** Starts the refresh of the budget in the background; must not wait for it. */
  refresh: () => void;
}

/** Draws the line from what is known on this machine. Never asks the network, and never fails. */
export function drawLine({ input, env, homeDir, now, refresh }: LineWorld): string {
  const session = sessionOf(input);
  const { today, budget } = keptOf(homeDir, now, session, refresh);
  return statusText({ session, today, budget, now: now.getTime(), color: !env.NO_COLOR });
}

/** The local day of this machine. */
const dayOf = (now: Date): string =>
  [now.getFullYear(), now.getMonth() + 1, now.getDate()]
    .map((part) => String(part).padStart(2, '0'))
    .join('-');

function keptOf(homeDir: string, now: Date, session: SessionFacts, refresh: () => void) {
  try {
    const today = noteSession(homeDir, dayOf(now), session);
    if (isRefreshDue(homeDir, now.getTime())) refresh();
    return { today, budget: readKeptBudget(homeDir) };
  } catch {
    // A home that cannot be written still has a model and a session to show.
    return { today: null, budget: null };
  }
}

function sessionOf(input: string): SessionFacts {
  try {
    const said: unknown = JSON.parse(input);
    return typeof said === 'object' && said !== null ? (said as SessionFacts) : {};
  } catch {
    return {};
  }
}
