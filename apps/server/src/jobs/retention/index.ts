/** Forgets what is older than it is kept, some of it every hour. */
import { forgetOld } from '@exchequer/store/retention';
import type { Sql } from 'postgres';
import { type Rounds, startRounds } from '../rounds/index.ts';

const everyMs = 3_600_000;

/** Starts the rounds. What a round cannot finish, or a crash cuts short, the next one takes up. */
export function startRetention(parts: {
  sql: Sql;
  now: () => Date;
  log: (message: string, error?: unknown) => void;
}): Rounds {
  const { sql, now, log } = parts;
  const work = async () => {
    await forgetOld(sql, now());
  };
  return startRounds({ everyMs, work, failing: 'what is too old could not be removed', log });
}
