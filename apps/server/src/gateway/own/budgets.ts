import type { IncomingMessage, ServerResponse } from 'node:http';
import { gateFault, refuseKey } from '@exchequer/core/gate';
import type { GateFault } from '@exchequer/model';
import type { MyBudget } from '@exchequer/model/contract';
import type { GateHolder } from '@exchequer/store/gate';
import type { Dialect } from '@exchequer/vendors/gate';
import type { Gate } from '../gate.ts';
import { effectiveLimits, spendLimits } from './spend-limits.ts';

/** What pays for a spender's next call, from the books. */
export type ReadBudget = (
  workspace: string,
  spender: { workerId: string; project: string; agent: string },
) => Promise<Pick<MyBudget, 'envelopes' | 'spendable'>>;

export type BudgetAnswer = 'mine' | 'limits' | 'effective';

/** Status lines ask again and again; the books are asked this often for one key. */
const freshMs = 2_000;
const mostKept = 10_000;

interface Kept {
  untilMs: number;
  budget: Promise<MyBudget>;
}

/** Tells a key's holder of their own budget; of nobody else's. */
export class OwnBudgets {
  readonly #gate: Gate;
  readonly #read: ReadBudget;
  readonly #kept = new Map<string, Kept>();

  constructor(gate: Gate, read: ReadBudget) {
    this.#gate = gate;
    this.#read = read;
  }

  answer(what: BudgetAnswer, req: IncomingMessage, res: ServerResponse): true {
    const dialect = this.#dialectOf(what, req);
    const found = this.#holder(dialect, req);
    if ('kind' in found) {
      fault(dialect, found, res);
      return true;
    }
    this.#budget(found).then(
      (budget) => json(res, bodyOf(what, budget)),
      (error: unknown) => {
        this.#kept.delete(found.key.id);
        this.#gate.log('a budget could not be read', error);
        fault(dialect, gateFault('books-unreachable', {}), res);
      },
    );
    return true;
  }

  /** Anthropic's clients ask for spend limits; keys may stand wherever any client puts them. */
  #dialectOf(what: BudgetAnswer, req: IncomingMessage): Dialect {
    const { dialects } = this.#gate;
    const name = what === 'mine' && !req.headers['x-api-key'] ? 'openai' : 'anthropic';
    const dialect = dialects.find((one) => one.name === name) ?? dialects[0];
    if (!dialect) throw new Error('a gateway speaks at least one dialect');
    return dialect;
  }

  #holder(dialect: Dialect, req: IncomingMessage): GateHolder | GateFault {
    const secret = dialect.keyOf(req.headers, '');
    if (!secret) return gateFault('key-missing', {});
    const snapshot = this.#gate.view.snapshot();
    if (!snapshot) return gateFault('books-unreachable', {});
    const holder = this.#gate.view.holderOf(snapshot, secret);
    if (!holder) return gateFault('key-unknown', {});
    const anyEndpoint = { ...holder.key, endpoints: [] };
    const asked = { endpoint: 'passthrough' as const, model: '' };
    return refuseKey(anyEndpoint, asked, this.#gate.clock.epochMs()) ?? holder;
  }

  #budget(holder: GateHolder): Promise<MyBudget> {
    const { key, worker } = holder;
    const nowMs = this.#gate.clock.epochMs();
    const known = this.#kept.get(key.id);
    if (known && known.untilMs > nowMs) return known.budget;
    if (this.#kept.size >= mostKept) this.#kept.clear();
    const spender = { workerId: worker.id, project: key.project, agent: key.agent };
    const budget = this.#read(key.workspace, spender).then((read) => ({
      worker: { id: worker.id, name: worker.name },
      ...read,
      request_url: this.#gate.requestUrl(key.workspace, read.envelopes[0]?.id ?? ''),
    }));
    this.#kept.set(key.id, { untilMs: nowMs + freshMs, budget });
    return budget;
  }
}

function bodyOf(what: BudgetAnswer, budget: MyBudget): object {
  if (what === 'limits') return spendLimits(budget);
  return what === 'effective' ? effectiveLimits(budget) : budget;
}

function json(res: ServerResponse, value: object): void {
  const body = JSON.stringify(value);
  res.writeHead(200, {
    'content-type': 'application/json',
    'content-length': String(Buffer.byteLength(body)),
    'cache-control': 'no-store',
  });
  res.end(body);
}

function fault(dialect: Dialect, refused: GateFault, res: ServerResponse): void {
  if (res.headersSent) return;
  const { status, headers, body } = dialect.refuse(refused, null);
  res.writeHead(status, { ...headers, 'content-length': String(Buffer.byteLength(body)) });
  res.end(body);
}
