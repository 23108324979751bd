import type { LedgerRefusal } from '@exchequer/core/ledger';
import type { LedgerGuard } from '../ledger/index.ts';

/** What a lease is refused with that is no longer its gateway's to fill. */
export const leaseEnded = 'lease-ended';

/**
 * Lets a lease be filled only while it is open and this gateway's. A question to the books can be under
 * way for so long that the lease is given up meanwhile: what it would hold then would be nobody's. The rows
 * stay locked until the amounts are held, so that whoever ends a lease finds all that it holds.
 */
export const whileOpen =
  ({ gatewayId, life }: { gatewayId: string; life: string }): LedgerGuard =>
  async (tx, commands) => {
    const ids = [...new Set(commands.flatMap(({ holds = [] }) => holds))];
    const rows = await tx<{ id: string }[]>`
      select id from gate_lease
      where id = any(${ids}) and gateway_id = ${gatewayId} and life = ${life} and state = 'open'
      order by id for update`;
    const open = new Set(rows.map(({ id }) => id));
    const refusals = new Map<(typeof commands)[number], LedgerRefusal>();
    for (const command of commands) {
      const ended = command.holds?.find((id) => !open.has(id));
      if (ended !== undefined) refusals.set(command, endedRefusal(ended));
    }
    return refusals;
  };

const endedRefusal = (id: string): LedgerRefusal => ({
  refused: leaseEnded,
  detail: `the lease ${id} was ended before the books could fill it`,
  fix: 'Check that PostgreSQL answers in time; the next call opens another lease.',
});
