import type { TruthRecord } from '@exchequer/upstream';

/** One way to ask for text, as a client of that API does. */
export interface CallKind {
  name: string;
  stream: boolean;
  model: string;
  path: string;
  headers: Readonly<Record<string, string>>;
  body(prompt: string, maxOutput: number): unknown;
}

const openaiModel = 'gpt-4o-mini';
const claude = 'claude-haiku-4-5';
const bedrockModel = 'anthropic.claude-haiku-4-5-20251001-v1:0';
const geminiModel = 'gemini-2.5-flash';

/** Public prices in 10⁻¹² USD per token: a second source beside the gateway's own price book. */
const prices: Record<string, { input: bigint; output: bigint }> = {
  [openaiModel]: { input: 150_000n, output: 600_000n },
  [claude]: { input: 1_000_000n, output: 5_000_000n },
  // A region's own endpoint costs a tenth more.
  [bedrockModel]: { input: 1_100_000n, output: 5_500_000n },
  [geminiModel]: { input: 300_000n, output: 2_500_000n },
};

/** What the provider will charge for what it produced, in 10⁻¹² USD. */
export function billed({ model, bill, ending }: TruthRecord): bigint {
  return ending === 'refused' ? 0n : priceOf(model, bill);
}

export function priceOf(model: string, tokens: { input: number; output: number }): bigint {
  const price = prices[model];
  if (!price) throw new Error(`no price of ${model} is known to the simulation`);
  return BigInt(tokens.input) * price.input + BigInt(tokens.output) * price.output;
}

const user = (content: string) => [{ role: 'user', content }];

const kinds = (stream: boolean): CallKind[] => {
  const name = (api: string) => `${api}${stream ? ' streamed' : ''}`;
  const json = { 'content-type': 'application/json' };
  return [
    {
      name: name('chat'),
      stream,
      model: openaiModel,
      path: '/v1/chat/completions',
      headers: json,
      body: (prompt, max_tokens) => ({ model: openaiModel, stream, max_tokens, messages: user(prompt) }),
    },
    {
      name: name('responses'),
      stream,
      model: openaiModel,
      path: '/v1/responses',
      headers: json,
      body: (input, max_output_tokens) => ({ model: openaiModel, stream, max_output_tokens, input }),
    },
    {
      name: name('messages'),
      stream,
      model: claude,
      path: '/v1/messages',
      headers: { ...json, 'anthropic-version': '2023-06-01' },
      body: (prompt, max_tokens) => ({ model: claude, stream, max_tokens, messages: user(prompt) }),
    },
    {
      name: name('generate'),
      stream,
      model: geminiModel,
      path: `/v1beta/models/${geminiModel}:${stream ? 'streamGenerateContent?alt=sse' : 'generateContent'}`,
      headers: json,
      body: (text, maxOutputTokens) => ({
        contents: [{ role: 'user', parts: [{ text }] }],
        generationConfig: { maxOutputTokens },
      }),
    },
    {
      name: name('converse'),
      stream,
      model: bedrockModel,
      path: `/model/${encodeURIComponent(bedrockModel)}/${stream ? 'converse-stream' : 'converse'}`,
      headers: json,
      body: (text, maxTokens) => ({
        messages: [{ role: 'user', content: [{ text }] }],
        inferenceConfig: { maxTokens },
      }),
    },
  ];
};

export const callKinds: readonly CallKind[] = [...kinds(false), ...kinds(true)];

/** How a call ended for its caller. */
export interface Ended {
  /** 0 when the connection was lost. */
  status: number;
  body: string;
}

/** Asks once and reads the answer to its end; never throws. `leaveAfterMs` hangs up in the middle. */
export async function call(
  origin: string,
  key: string,
  kind: CallKind,
  asked: {
    prompt: string;
    maxOutput: number;
    leaveAfterMs?: number;
    headers?: Readonly<Record<string, string>>;
  },
): Promise<Ended> {
  const abort = new AbortController();
  const leaving =
    asked.leaveAfterMs === undefined ? undefined : setTimeout(() => abort.abort(), asked.leaveAfterMs);
  try {
    const answer = await fetch(origin + kind.path, {
      method: 'POST',
      headers: { ...kind.headers, ...asked.headers, authorization: `Bearer ${key}` },
      body: JSON.stringify(kind.body(asked.prompt, asked.maxOutput)),
      signal: abort.signal,
    });
    return { status: answer.status, body: await answer.text() };
  } catch {
    return { status: 0, body: '' };
  } finally {
    clearTimeout(leaving);
  }
}
