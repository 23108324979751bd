import { median, rounded } from '../measure/machine.ts';
import type { Loaded } from './load.ts';
import type { Generator, Role } from './role.ts';
import { chatWire } from './wire.ts';

export type SubjectName = 'direct' | 'bareProxy' | 'exchequer' | `exchequer × ${number}` | 'portkey';

/** One of those that are compared. */
export interface Subject {
  name: SubjectName;
  role: Role;
  headers: Readonly<Record<string, string>>;
}

/** One way to load all of them. */
export interface Cell {
  stream: boolean;
  promptKb: number;
  concurrency: number;
}

export interface Row extends Cell {
  subject: SubjectName;
  /** Medians over the rounds. */
  perSecond: number;
  p50Ms: number;
  p99Ms: number;
  firstByteP50Ms: number;
  /** Processor time of the subject for one request: what it costs even where cores are fought over. */
  cpuMsPerRequest: number;
  /** Answers other than 200 and lost connections, over all rounds. */
  failed: number;
  /** Largest share of a core that the load generator took; near 1 it was the bottleneck itself. */
  generatorCpu: number;
}

export const cellName = ({ stream, promptKb, concurrency }: Cell): string =>
  `${stream ? 'streamed' : 'whole'} ${promptKb} KB × ${concurrency}`;

export interface Measuring {
  subjects: readonly Subject[];
  cells: readonly Cell[];
  rounds: number;
  seconds: number;
  generator: Generator;
  say: (line: string) => void;
}

/** Every subject in every cell, in turns within each round, so that a busy moment hits all alike. */
export async function measureCells(measuring: Measuring): Promise<Row[]> {
  const { subjects, cells, rounds, say } = measuring;
  const found = new Map<string, Measured[]>();
  for (const subject of subjects) await warmUp(subject, measuring);
  for (let round = 1; round <= rounds; round += 1) {
    for (const cell of cells) {
      const line: string[] = [];
      for (const subject of subjects) {
        const loaded = await measureOne(subject, cell, measuring);
        const key = `${subject.name} ${cellName(cell)}`;
        found.set(key, [...(found.get(key) ?? []), loaded]);
        line.push(`${subject.name} ${(loaded.requests / loaded.seconds).toFixed(0)}/s`);
      }
      say(`round ${round}: ${cellName(cell)}: ${line.join(', ')}`);
    }
  }
  return subjects.flatMap((subject) =>
    cells.map((cell) => rowOf(subject.name, cell, found.get(`${subject.name} ${cellName(cell)}`) ?? [])),
  );
}

/** So many requests of each form before anything is measured: by time alone the slower would be the colder. */
const warmRequests = 8_000;
const warmSeconds = 10;

async function warmUp(subject: Subject, { generator }: Measuring): Promise<void> {
  for (const stream of [false, true]) {
    const wire = chatWire({ url: subject.role.url, headers: subject.headers }, 1, stream);
    const plan = { wire, connections: 16, seconds: warmSeconds, requests: warmRequests, perSecond: null };
    const { requests, failed } = await generator.load(plan);
    if (requests === 0) throw new Error(`${subject.name} answered nothing: ${JSON.stringify(failed)}`);
  }
}

interface Measured extends Loaded {
  cpuMs: number;
}

async function measureOne(
  subject: Subject,
  cell: Cell,
  { generator, seconds }: Measuring,
): Promise<Measured> {
  const wire = chatWire({ url: subject.role.url, headers: subject.headers }, cell.promptKb, cell.stream);
  const before = subject.role.cpuMs();
  const loaded = await generator.load({
    wire,
    connections: cell.concurrency,
    seconds,
    requests: Number.MAX_SAFE_INTEGER,
    perSecond: null,
  });
  return { ...loaded, cpuMs: subject.role.cpuMs() - before };
}

function rowOf(subject: SubjectName, cell: Cell, rounds: readonly Measured[]): Row {
  const middle = (of: (loaded: Measured) => number) => rounded(median(rounds.map(of)));
  return {
    subject,
    ...cell,
    perSecond: rounded(
      middle(({ requests, seconds }) => requests / seconds),
      0,
    ),
    p50Ms: middle(({ p50 }) => p50),
    p99Ms: middle(({ p99 }) => p99),
    firstByteP50Ms: middle(({ firstByteP50 }) => firstByteP50),
    cpuMsPerRequest: middle(({ cpuMs, requests }) => cpuMs / Math.max(1, requests)),
    failed: rounds.reduce((sum, { failed }) => sum + Object.values(failed).reduce((a, b) => a + b, 0), 0),
    generatorCpu: rounded(Math.max(...rounds.map(({ generatorCpu }) => generatorCpu)), 2),
  };
}

/** Geometric mean over the cells of one subject's throughput to another's, and the worst of them. */
export function ratio(
  rows: readonly Row[],
  of: SubjectName,
  to: SubjectName,
): { mean: number; worst: number } | null {
  const shares = rows
    .filter(({ subject }) => subject === of)
    .flatMap((row) => {
      const other = rows.find((found) => found.subject === to && cellName(found) === cellName(row));
      return other && other.perSecond > 0 ? [row.perSecond / other.perSecond] : [];
    });
  if (shares.length === 0) return null;
  const mean = Math.exp(shares.reduce((sum, share) => sum + Math.log(share), 0) / shares.length);
  return { mean: rounded(mean), worst: rounded(Math.min(...shares)) };
}

export interface Added {
  perSecond: number;
  addedP50Ms: number;
  addedP99Ms: number;
  /** The figures behind the differences. */
  behind: Record<string, { p50: number; p99: number }>;
}

/** What a subject adds to a whole answer at half of the load that it can bear, against the direct way. */
export async function measureAdded(
  direct: Subject,
  subject: Subject,
  full: number,
  { generator, rounds, seconds }: Measuring,
): Promise<Added> {
  const perSecond = Math.max(1, Math.floor(full / 2));
  const paced = async ({ role, headers }: Subject) =>
    generator.load({
      wire: chatWire({ url: role.url, headers }, 1, false),
      connections: 64,
      seconds: Math.max(3, seconds),
      requests: Number.MAX_SAFE_INTEGER,
      perSecond,
    });
  const taken: { direct: Loaded; through: Loaded }[] = [];
  for (let round = 0; round < rounds; round += 1)
    taken.push({ direct: await paced(direct), through: await paced(subject) });
  const middle = (of: (pair: { direct: Loaded; through: Loaded }) => number) => median(taken.map(of));
  return {
    perSecond,
    addedP50Ms: rounded(middle(({ direct, through }) => through.p50 - direct.p50)),
    addedP99Ms: rounded(middle(({ direct, through }) => through.p99 - direct.p99)),
    behind: {
      direct: { p50: rounded(middle((p) => p.direct.p50)), p99: rounded(middle((p) => p.direct.p99)) },
      [subject.name]: {
        p50: rounded(middle((p) => p.through.p50)),
        p99: rounded(middle((p) => p.through.p99)),
      },
    },
  };
}
