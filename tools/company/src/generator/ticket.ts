import { isWeekend, startOf } from './calendar.ts';
import { type Company, isAtWork, type Person } from './company.ts';
import { randomOf } from './random.ts';
import { ticketOf } from './transcript.ts';
import type { VendorDelivery } from './vendor-delivery.ts';

/** Engineers finish the ticket of their branches every fourth day; a few are opened again the next day. */
export function* linearOf({ size }: Company, person: Person, day: number): Iterable<VendorDelivery> {
  if (day % 4 !== 3 || isWeekend(size.from, day)) return;
  const turn = Math.floor(day / 4);
  const random = randomOf(size.seed, 'linear', person.index, turn);
  if (!random.chance(0.7)) return;
  const identifier = ticketOf(person.index, turn).toUpperCase();
  const done = startOf(size.from, day) + random.int(10 * 3_600, 17 * 3_600) * 1_000;
  const started = Math.max(startOf(size.from, 0), done - Math.round(random.around(30, 0.6) * 3_600_000));
  const instant = (at: number) => new Date(at).toISOString();
  const told = (at: number, type: string, before: object): VendorDelivery => ({
    ...{ vendor: 'linear', event: 'Issue', id: `issue-${identifier}-${type}` },
    body: {
      ...{ type: 'Issue', action: 'update', createdAt: instant(at), webhookTimestamp: at },
      data: {
        ...{ identifier, createdAt: instant(started), updatedAt: instant(at), startedAt: instant(started) },
        completedAt: type === 'completed' ? instant(at) : null,
        state: { id: `state-${type}`, type },
        team: { key: 'HAL' },
        assignee: { id: `user-${person.index + 1}`, email: person.email },
        labels: [],
      },
      updatedFrom: { stateId: 'state-before', ...before },
    },
  });
  yield told(done, 'completed', {});
  const again = done + 86_400_000;
  const stays = isAtWork(person, day + 1) && day + 1 < size.days;
  if (random.chance(0.04) && stays) yield told(again, 'started', { completedAt: instant(done) });
}
