import type { FactWindow } from '@exchequer/core/advice';
import type { Workspace } from '@exchequer/model/contract';
import type { AdviceAsked, BooksAsked, RegisteredAgent } from '@exchequer/store/analytics/advice';
import type { PlainServices } from '../../../plain-services.ts';

/** What facts are gathered with: who is who, and which days. */
export interface Gathering {
  readonly services: PlainServices;
  readonly workspace: Workspace;
  readonly zone: string;
  readonly now: Date;
  readonly window: FactWindow;
  /** First day of the later half of the window, and of its last week. */
  readonly middle: string;
  readonly week: string;
  readonly usage: AdviceAsked;
  readonly books: BooksAsked;
  readonly agents: readonly RegisteredAgent[];
  readonly teams: ReadonlyMap<string, string>;
}

/** Who is shown what advice reads: everybody who may read it, as one. */
export const asker = 'advice';

export const agentIds = ({ agents }: Gathering): string[] => agents.map(({ id }) => id);

/** Every day from one to another, the last excluded. */
export function daysFrom(from: string, to: string): string[] {
  const days: string[] = [];
  for (let at = Date.parse(`${from}T00:00:00Z`); at < Date.parse(`${to}T00:00:00Z`); at += 86_400_000)
    days.push(new Date(at).toISOString().slice(0, 10));
  return days;
}

/** Dollars for statistics; a float is no amount of the books. */
export const toDollars = (amount: bigint): number => Number(amount) / 1e12;
/** Back to pico-dollars, cut to a millionth of a dollar. */
export const toPico = (dollars: number): bigint => BigInt(Math.floor(dollars * 1e6)) * 1_000_000n;
