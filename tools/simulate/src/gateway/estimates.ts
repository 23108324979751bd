import { formatUsd } from '@exchequer/model';
import type { Asked } from './callers.ts';
import type { Witnesses } from './compare.ts';

interface Sum {
  calls: number;
  made: { amount: bigint; input: number; output: number };
  booked: { amount: bigint; input: number; output: number };
}

/** Lines of what was estimated, by API and by why it had to be: truth and journal, in tokens and in money. */
export function estimatesByCause({ asked, produced, journal }: Witnesses): string[] {
  const sums = new Map<string, Sum>();
  for (const one of asked) {
    const row = journal.get(one.tag);
    if (!row?.estimated) continue;
    const made = produced.get(one.tag) ?? { amount: 0n, input: 0, output: 0 };
    for (const name of [`${one.kind}, ${causeOf(one)}`, `all, ${causeOf(one)}`]) {
      const sum = sums.get(name) ?? fresh();
      sum.calls += 1;
      add(sum.made, made);
      add(sum.booked, row);
      sums.set(name, sum);
    }
  }
  return [...sums].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, sum]) => `${name}: ${lineOf(sum)}`);
}

const zero = () => ({ amount: 0n, input: 0, output: 0 });
const fresh = (): Sum => ({ calls: 0, made: zero(), booked: zero() });

function causeOf({ left, fault, status }: Asked): string {
  if (fault) return left ? `${fault} and left` : fault;
  return left ? 'left' : `status ${status}`;
}

function add(sum: ReturnType<typeof zero>, more: ReturnType<typeof zero>): void {
  sum.amount += more.amount;
  sum.input += more.input;
  sum.output += more.output;
}

const lineOf = ({ calls, made, booked }: Sum): string =>
  `${calls} calls, input ${made.input} → ${booked.input}, output ${made.output} → ${booked.output}, ` +
  `${formatUsd(made.amount)} → ${formatUsd(booked.amount)}`;
