import {
  type CauseKind,
  type ChangeEvent,
  type NearestChange,
  nearestChange,
  type Where,
} from './change-event.ts';

/** Tokens and dollars of one class, expected and actual. Floats: statistics, never booked. */
export interface CauseCell {
  readonly workflow: string;
  readonly model: string;
  readonly tokenClass: string;
  readonly q0: number;
  readonly c0: number;
  readonly q1: number;
  readonly c1: number;
  /** What `q1` would have cost before, where nothing of it was used before. */
  readonly counterfactual?: number;
}

/** Calls of a workflow, expected and actual. */
export type Calls = ReadonlyMap<string, { readonly before: number; readonly now: number }>;

/** One way in which cost exceeded what was expected. */
export interface Cause {
  readonly kind: CauseKind;
  /** Dollars that it explains; below nothing where it made things cheaper. */
  readonly amount: number;
  /** Share of the whole excess. */
  readonly share: number;
  /** The one workflow or model that it is about; empty where it is about many. */
  readonly where: Where;
  /** What it is made of, the largest first. */
  readonly items: readonly { readonly where: Where; readonly amount: number }[];
  readonly change: NearestChange | null;
}

/** A cause is about one thing where that explains so much of it. */
const aboutOne = 0.6;

const cacheClasses = (tokenClass: string): boolean =>
  tokenClass.startsWith('cache_') || tokenClass === 'uncached_input';

/**
 * Why cost exceeded what was expected, the largest cause first. Every dollar of the difference is in one of
 * them: prices, shares of models within a workflow, cached against uncached input, other shares of token
 * classes, number of calls, and tokens per call. Causes that saved money are listed last.
 */
export function causesOf(
  cells: readonly CauseCell[],
  calls: Calls,
  { events, from }: { readonly events: readonly ChangeEvent[]; readonly from: string },
): readonly Cause[] {
  const excess = total(cells.map(({ c0, c1 }) => c1 - c0));
  const parts = [
    ...partsOf(cells.filter(hasTokens), calls),
    // A charge without tokens has no price per token: what it adds is more of it.
    ...cells
      .filter((cell) => !hasTokens(cell))
      .map(({ workflow, c0, c1 }): Part => ({ kind: 'calls', where: { workflow }, amount: c1 - c0 })),
  ];
  const kinds = [...new Set(parts.map(({ kind }) => kind))];
  return kinds
    .map((kind): Cause => {
      const items = gather(parts.filter((part) => part.kind === kind));
      const amount = total(items.map((item) => item.amount));
      const where = aboutWhich(items, amount);
      const change = amount > 0 ? nearestChange(events, { kind, where, from }) : null;
      return { kind, amount, share: excess === 0 ? 0 : amount / excess, where, items, change };
    })
    .sort((a, b) => b.amount - a.amount);
}

const hasTokens = ({ q0, c0, q1, c1 }: CauseCell): boolean => (q0 > 0 || c0 === 0) && (q1 > 0 || c1 === 0);

interface Part {
  readonly kind: CauseKind;
  readonly where: Where;
  readonly amount: number;
}

const total = (of: readonly number[]): number => of.reduce((sum, value) => sum + value, 0);

function gather(parts: readonly Part[]): { where: Where; amount: number }[] {
  const sums = new Map<string, { where: Where; amount: number }>();
  for (const { where, amount } of parts) {
    const key = JSON.stringify(where);
    sums.set(key, { where, amount: (sums.get(key)?.amount ?? 0) + amount });
  }
  return [...sums.values()].filter(({ amount }) => amount !== 0).sort((a, b) => b.amount - a.amount);
}

/** The one thing that explains most; else the model that all of the largest are about; else nothing. */
function aboutWhich(items: readonly { where: Where; amount: number }[], amount: number): Where {
  if (amount <= 0) return {};
  const most = (key: 'workflow' | 'model'): Where | null => {
    const sums = new Map<string, number>();
    for (const { where, amount: part } of items) {
      const name = where[key];
      if (name !== undefined) sums.set(name, (sums.get(name) ?? 0) + part);
    }
    const [best] = [...sums].sort((a, b) => b[1] - a[1]);
    return best && best[1] >= aboutOne * amount ? { [key]: best[0] } : null;
  };
  return { ...most('workflow'), ...most('model') };
}

/** A workflow or a model in it: its sums, and its average price before. */
interface Sum {
  readonly q0: number;
  readonly q1: number;
  readonly price: number;
}

function sumOf(cells: readonly CauseCell[]): Sum {
  const q0 = total(cells.map((cell) => cell.q0));
  const q1 = total(cells.map((cell) => cell.q1));
  const price =
    q0 > 0 ? total(cells.map((cell) => cell.c0)) / q0 : q1 > 0 ? total(cells.map(atOldPrice)) / q1 : 0;
  return { q0, q1, price };
}

const priceBefore = ({ q0, c0, q1, c1, counterfactual }: CauseCell): number =>
  q0 > 0 ? c0 / q0 : q1 > 0 ? (counterfactual ?? c1) / q1 : 0;
const atOldPrice = (cell: CauseCell): number => cell.q1 * priceBefore(cell);

function grouped<T>(of: readonly T[], keyOf: (one: T) => string): ReadonlyMap<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const one of of) {
    const same = groups.get(keyOf(one));
    if (same) same.push(one);
    else groups.set(keyOf(one), [one]);
  }
  return groups;
}

function partsOf(cells: readonly CauseCell[], calls: Calls): Part[] {
  return [...grouped(cells, ({ workflow }) => workflow)].flatMap(([workflow, inWorkflow]) => {
    const whole = sumOf(inWorkflow);
    const models = [...grouped(inWorkflow, ({ model }) => model)];
    return [
      ...volumeOf(workflow, whole, calls),
      ...models.flatMap(([model, inModel]) => modelParts({ workflow, model }, whole, inModel)),
    ];
  });
}

/** More calls, and more tokens for each; all of it calls where their number is not known. */
function volumeOf(workflow: string, { q0, q1, price }: Sum, calls: Calls): Part[] {
  const known = calls.get(workflow);
  const where = { workflow };
  const all = (q1 - q0) * price;
  if (!known || known.before <= 0 || known.now <= 0) return [{ kind: 'calls', where, amount: all }];
  const byCalls = (known.now - known.before) * (q0 / known.before) * price;
  return [
    { kind: 'calls', where, amount: byCalls },
    { kind: 'call-length', where, amount: all - byCalls },
  ];
}

function modelParts(where: Required<Where>, whole: Sum, cells: readonly CauseCell[]): Part[] {
  const own = sumOf(cells);
  const kept = whole.q0 > 0 ? (whole.q1 * own.q0) / whole.q0 : own.q1;
  const mix: Part = { kind: 'model-mix', where, amount: (own.q1 - kept) * (own.price - whole.price) };
  return [mix, ...cells.flatMap((cell) => classParts(where, own, cell))];
}

function classParts(where: Required<Where>, own: Sum, cell: CauseCell): Part[] {
  const price = priceBefore(cell);
  const kept = own.q0 > 0 ? (own.q1 * cell.q0) / own.q0 : cell.q1;
  const kind = cacheClasses(cell.tokenClass) ? 'cache' : 'token-mix';
  return [
    { kind, where, amount: (cell.q1 - kept) * (price - own.price) },
    { kind: 'price', where: { model: where.model }, amount: cell.c1 - cell.q1 * price },
  ];
}
