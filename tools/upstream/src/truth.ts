import { addTo, type Bill, nothing } from './bill.ts';

/** How a request ended, as the provider saw it. `left` means that the caller hung up before the end. */
export type Ending = 'running' | 'complete' | 'left' | 'fault' | 'refused';

/** What was really produced for one request, whatever its caller was told or stayed to hear. */
export interface TruthRecord {
  /** The provider's request id, as it stood in the answer's headers. */
  requestId: string;
  /** Id of the message or completion; empty where the API has none. */
  messageId: string;
  provider: string;
  endpoint: string;
  model: string;
  stream: boolean;
  status: number;
  serviceTier: string;
  ending: Ending;
  fault: string;
  /** Whether the usage was sent to the caller in full. */
  usageSent: boolean;
  bill: Bill;
  /** Copied from the header `x-fake-tag` or the word `tag=…`, to find one's own requests again. */
  tag: string;
  /** The credential and the headers that came with the request. */
  credential: string;
  headers: Readonly<Record<string, string | string[] | undefined>>;
}

export interface ModelTotal {
  provider: string;
  model: string;
  /** Requests that produced something. */
  requests: number;
  bill: Bill;
}

/** Everything that a fake provider has ever produced. */
export interface Truth {
  /** The latest records; sums cover older ones too. */
  records: readonly TruthRecord[];
  /** All requests that arrived, refused ones included. */
  arrived: number;
  totals(): ModelTotal[];
  /** True when no request is being answered. */
  idle(): boolean;
  clear(): void;
}

export interface TruthBook extends Truth {
  open(record: TruthRecord): void;
  close(record: TruthRecord, ending: Ending, bill: Bill): void;
  /** Counts one finished request without keeping a record. */
  count(provider: string, model: string, bill: Readonly<Bill>): void;
}

/** Keeps the records of the latest requests and the sums of all of them. */
export function createTruth(keep = 250_000): TruthBook {
  let records: TruthRecord[] = [];
  let running = 0;
  const totals = new Map<string, ModelTotal>();
  const totalOf = (provider: string, model: string): ModelTotal => {
    const key = `${provider} ${model}`;
    let total = totals.get(key);
    if (!total) {
      total = { provider, model, requests: 0, bill: { ...nothing } };
      totals.set(key, total);
    }
    return total;
  };
  const count = (provider: string, model: string, bill: Readonly<Bill>) => {
    const total = totalOf(provider, model);
    total.requests += 1;
    addTo(total.bill, bill);
  };
  const book: TruthBook = {
    arrived: 0,
    get records() {
      return records;
    },
    totals: () => [...totals.values()],
    idle: () => running === 0,
    clear: () => {
      records = [];
      totals.clear();
      book.arrived = 0;
    },
    open: (record) => {
      book.arrived += 1;
      running += 1;
      records.push(record);
      if (records.length >= 2 * keep) records = records.slice(-keep);
    },
    close: (record, ending, bill) => {
      if (record.ending !== 'running') return;
      running -= 1;
      record.ending = ending;
      record.bill = bill;
      if (ending !== 'refused') count(record.provider, record.model, bill);
    },
    count: (provider, model, bill) => {
      book.arrived += 1;
      count(provider, model, bill);
    },
  };
  return book;
}
