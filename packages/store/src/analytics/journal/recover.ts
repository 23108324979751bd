import type { AnalyticsEngine } from '../engine/index.ts';
import { identitySelect } from './schema.ts';

/** How far before its newest row a killed writer may have left the journal ahead of its index. */
const lastMinutes = 15;

/**
 * Completes the identity index after an unclean stop. A journal block can be there while the rows
 * that its view should have added are not; adding them again is harmless, since equal rows merge.
 */
export async function recoverIdentity(engine: AnalyticsEngine): Promise<void> {
  const [newest] = await engine.queryAsWriter<{ at: string }>(
    'SELECT toString(toUnixTimestamp64Milli(max(recorded_at))) AS at FROM usage_journal',
  );
  if (!newest || Number(newest.at) <= 0) return;
  await engine.command(
    `INSERT INTO usage_identity ${identitySelect('usage_journal')}
WHERE recorded_at >= fromUnixTimestamp64Milli({since:Int64}, 'UTC')`,
    { since: Number(newest.at) - lastMinutes * 60_000 },
  );
}
