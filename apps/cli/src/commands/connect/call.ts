import { CliError, type ExitCode, exitCodes } from '../../output/index.ts';
import type { SmallestCall } from './guide.ts';

/** What came back of the smallest call. */
export interface CallOutcome {
  status: number;
  ok: boolean;
  /** One sentence. */
  said: string;
  fix: string | null;
  ms: number;
  request_id: string | null;
  cost: string | null;
  remaining: string | null;
}

const patienceMs = 60_000;

type Fetch = typeof fetch;

/** Makes one call and says what came back. Throws where nothing did. */
export async function makeCall(
  { url, headers, body }: SmallestCall,
  now: () => Date,
  send: Fetch = fetch,
): Promise<CallOutcome> {
  const began = now().getTime();
  let response: Response;
  let text: string;
  try {
    response = await send(url, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(patienceMs),
    });
    text = await response.text();
  } catch (cause) {
    const why = (cause as { cause?: { code?: string } }).cause?.code ?? (cause as Error).message;
    const fix =
      'Check the address, and that the gateway runs: npm start starts one, exchequer gateway status tells.';
    throw new CliError(`nothing answered at ${url} (${why})`, fix, { cause });
  }
  const header = (name: string) => response.headers.get(name);
  return {
    status: response.status,
    ok: response.ok,
    said: response.ok ? 'It works.' : messageOf(text),
    fix: response.ok ? null : fixOf(response.status, text),
    ms: now().getTime() - began,
    request_id: header('x-exchequer-request-id'),
    cost: header('x-exchequer-cost'),
    remaining: header('x-exchequer-remaining'),
  };
}

const longestMessage = 500;

/** Every provider has its own shape, and all have a message somewhere. */
function messageOf(text: string): string {
  try {
    const said = JSON.parse(text) as {
      error?: { message?: unknown } | string;
      message?: unknown;
      detail?: unknown;
    };
    const inner = typeof said.error === 'object' ? said.error?.message : said.error;
    const found = [inner, said.message, said.detail].find((one): one is string => typeof one === 'string');
    if (found) return found.slice(0, longestMessage);
  } catch {
    // No JSON: its text says it.
  }
  return text.trim().slice(0, longestMessage) || 'It answered without a word.';
}

const isBudgetStop = (status: number, text: string): boolean =>
  status === 429 && text.includes('billing_error');

function fixOf(status: number, text: string): string {
  if (isBudgetStop(status, text)) return 'Ask for more on the page Me, or wait for the reset.';
  if (status === 401) return 'Give a key that works with --key: exchequer key list shows which do.';
  if (status === 404) return 'Name a model that a route leads to with --model: exchequer gateway route list.';
  if (status === 400) return 'Name a model that this provider has with --model.';
  if (status >= 500) return 'See what is wrong with the provider: exchequer gateway status.';
  return 'See what the key may be used for: exchequer key list.';
}

/** 3 for a budget that is used up, as everywhere. */
export const exitOf = ({ ok, status, said }: CallOutcome): ExitCode =>
  ok ? exitCodes.ok : status === 429 && /budget/i.test(said) ? exitCodes.overBudget : exitCodes.error;
