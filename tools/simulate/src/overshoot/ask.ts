import type { AskKind, Produced } from './kind.ts';
import { maxOutput } from './kind.ts';

/** How a call ended for its caller. `lost` is a connection that broke before or in the middle of the answer. */
export interface Ended {
  /** Known to the provider, and in the journal as the session. */
  tag: string;
  outcome: 'answered' | 'refused' | 'lost' | 'other';
  status: number;
  said: string;
}

export interface Asking {
  /** Origin of the gateway. */
  origin: string;
  key: string;
  kind: AskKind;
  tag: string;
  produce: Produced;
  stopping: AbortSignal;
}

const longestMs = 120_000;
/** Given up by this client before it was made; nothing was asked. Of thousands at once on a busy machine some are. */
const notConnected = 'UND_ERR_CONNECT_TIMEOUT';
const attempts = 10;

/** A budget stop: 429, or 400 in the APIs whose clients would repeat whatever is answered with 429. */
const isRefusal = (status: number, body: string): boolean =>
  (status === 429 || status === 400) && /budget/i.test(body);

/** Asks once and reads the answer to its end; never throws. */
export async function ask(asking: Asking): Promise<Ended> {
  for (let attempt = 1; ; attempt += 1) {
    const ended = await askOnce(asking);
    if (ended.said !== notConnected || attempt === attempts) return ended;
  }
}

async function askOnce({ origin, key, kind, tag, produce, stopping }: Asking): Promise<Ended> {
  const words = `tag=${tag} input-tokens=${produce.input} output-tokens=${produce.output}`;
  const text = `[fake ${words} delay-ms=120 chunk-ms=2 chunk-tokens=16] What do the books of the house say?`;
  const headers = {
    ...kind.headers,
    authorization: `Bearer ${key}`,
    'x-exchequer-session': tag,
  };
  try {
    const answer = await fetch(origin + kind.path, {
      ...{ method: 'POST', headers, body: kind.body(text, maxOutput) },
      signal: AbortSignal.any([stopping, AbortSignal.timeout(longestMs)]),
    });
    const said = Buffer.from(await answer.arrayBuffer()).toString('latin1');
    const { status } = answer;
    const outcome = status === 200 ? 'answered' : isRefusal(status, said) ? 'refused' : 'other';
    return { tag, outcome, status, said: outcome === 'other' ? said.slice(0, 300) : '' };
  } catch (error) {
    return { tag, outcome: 'lost', status: 0, said: causeOf(error) };
  }
}

/** What the client says of a broken connection: the innermost cause, such as `UND_ERR_CONNECT_TIMEOUT`. */
function causeOf(error: unknown): string {
  const cause = (error as { cause?: unknown }).cause;
  if (cause) return causeOf(cause);
  const { code, message } = error as { code?: unknown; message?: unknown };
  return String(code ?? message ?? error);
}
