import type { Books, Verdict } from './books.ts';
import { refuse } from './counter.ts';
import { judgeEntries, judgeReversal } from './judge-entry.ts';
import { judgeHold } from './judge-hold.ts';
import { judgeEnd, judgeLease, judgeMoney, judgeTransfer, judgeUsage } from './judge-money.ts';
import type { Deed, Operation } from './operation.ts';

export function judgeDeed(books: Books, operation: Operation): Verdict {
  const { deed } = operation;
  switch (deed.kind) {
    case 'appropriate':
    case 'withdraw':
      return judgeMoney(books, deed);
    case 'transfer':
      return judgeTransfer(books, deed);
    case 'lease':
    case 'unlease':
      return judgeLease(books, deed);
    case 'usage':
      return judgeUsage(books, deed);
    case 'end':
      return judgeEnd(books, deed);
    case 'entry':
      return judgeEntries(books, deed.entries);
    case 'reverse':
      return judgeReversal(books, deed.of);
    case 'close':
      return judgeClose(books, deed);
    default:
      return judgeHold(books, deed);
  }
}

function judgeClose(books: Books, { book, through }: Deed & { kind: 'close' }): Verdict {
  const closed = books.closed[book];
  if (closed !== null && through <= closed) return refuse('closed-already', `closed through ${closed}`);
  return { transactions: 0, purses: new Map() };
}
