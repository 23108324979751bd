import { mkdirSync, readFileSync, renameSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { KeptBudget, SessionFacts } from './line.ts';

// Only node:fs is loaded here, and files are read at once: the line is drawn after every answer.

const folderOf = (homeDir: string): string => join(homeDir, '.exchequer', 'statusline');

function read<T>(homeDir: string, name: string): T | null {
  try {
    return JSON.parse(readFileSync(join(folderOf(homeDir), name), 'utf8')) as T;
  } catch {
    // Not there yet, or cut off by a crash: it is a cache and is made anew.
    return null;
  }
}

function write(homeDir: string, name: string, value: unknown): void {
  const path = join(folderOf(homeDir), name);
  const draft = `${path}.${process.pid}`;
  mkdirSync(folderOf(homeDir), { recursive: true, mode: 0o700 });
  writeFileSync(draft, JSON.stringify(value), { mode: 0o600 });
  renameSync(draft, path);
}

export const readKeptBudget = (homeDir: string): KeptBudget | null => read(homeDir, 'budget.json');
export const keepBudget = (homeDir: string, budget: KeptBudget): void =>
  write(homeDir, 'budget.json', budget);

/** Cost of sessions of one day: where each stood when the day began, and where it stands. */
interface DayOfSessions {
  day: string;
  sessions: Record<string, { start: number; last: number }>;
}

const mostSessions = 200;

/** Notes what a session has cost so far and returns what all of this machine cost on that day. */
export function noteSession(homeDir: string, day: string, session: SessionFacts): number | null {
  const kept = read<DayOfSessions>(homeDir, 'sessions.json');
  const { session_id: id, cost } = session;
  const sessions = kept?.day === day ? kept.sessions : carriedOver(kept);
  if (id && cost?.total_cost_usd !== undefined) {
    const known = sessions[id];
    const last = cost.total_cost_usd;
    // A session that was cleared counts from zero again; what it had cost today stays counted.
    const start = known ? (last < known.last ? known.start - known.last : known.start) : 0;
    if (!known || known.last !== last || kept?.day !== day) {
      sessions[id] = { start, last };
      write(homeDir, 'sessions.json', { day, sessions: newest(sessions) });
    }
  }
  const costs = Object.values(sessions).map(({ start, last }) => last - start);
  return costs.length === 0 ? null : costs.reduce((sum, one) => sum + one, 0);
}

/** Sessions go on past midnight: what they cost before is not of today. */
const carriedOver = (kept: DayOfSessions | null): DayOfSessions['sessions'] =>
  Object.fromEntries(
    Object.entries(kept?.sessions ?? {}).map(([id, { last }]) => [id, { start: last, last }]),
  );

const newest = (sessions: DayOfSessions['sessions']): DayOfSessions['sessions'] =>
  Object.fromEntries(Object.entries(sessions).slice(-mostSessions));

const refreshEveryMs = 60_000;

/** True at most once a minute: whoever gets it reads the budget anew. */
export function isRefreshDue(homeDir: string, now: number): boolean {
  const path = join(folderOf(homeDir), 'refreshed');
  try {
    if (Math.abs(now - statSync(path).mtimeMs) < refreshEveryMs) return false;
  } catch {
    // Never refreshed.
  }
  mkdirSync(folderOf(homeDir), { recursive: true, mode: 0o700 });
  writeFileSync(path, '', { mode: 0o600 });
  utimesSync(path, now / 1_000, now / 1_000);
  return true;
}
