import type { TruthRecord } from '@exchequer/upstream';
import type { AskKind } from './kind.ts';

export const models = {
  chat: 'gpt-4o-mini',
  instruct: 'gpt-3.5-turbo-instruct',
  embedding: 'text-embedding-3-small',
  image: 'gpt-image-1',
  speech: 'gpt-4o-mini-tts',
  transcription: 'gpt-4o-mini-transcribe',
  compatible: 'openai/gpt-4o-mini',
  claude: 'claude-haiku-4-5',
  bedrock: 'anthropic.claude-haiku-4-5-20251001-v1:0',
  gemini: 'gemini-2.5-flash',
  geminiEmbedding: 'gemini-embedding-001',
} as const;

interface Price {
  input: bigint;
  output: bigint;
  /** Input that is sound. */
  audio?: bigint;
}

/** Public prices in 10⁻¹² USD per token: a second source beside the gateway's own price book. */
const prices: Readonly<Record<string, Price>> = {
  [models.chat]: { input: 150_000n, output: 600_000n },
  [models.instruct]: { input: 1_500_000n, output: 2_000_000n },
  [models.embedding]: { input: 20_000n, output: 0n },
  [models.image]: { input: 5_000_000n, output: 40_000_000n },
  [models.speech]: { input: 600_000n, output: 12_000_000n },
  [models.transcription]: { input: 1_250_000n, output: 5_000_000n, audio: 3_000_000n },
  [models.compatible]: { input: 150_000n, output: 600_000n },
  [models.claude]: { input: 1_000_000n, output: 5_000_000n },
  // A region's own endpoint costs a tenth more.
  [models.bedrock]: { input: 1_100_000n, output: 5_500_000n },
  [models.gemini]: { input: 300_000n, output: 2_500_000n },
  [models.geminiEmbedding]: { input: 150_000n, output: 0n },
};

type Billed = Pick<TruthRecord, 'model' | 'bill' | 'ending'>;

/** What the provider will charge for what it produced, in 10⁻¹² USD. */
export function chargeFor({ model, bill, ending }: Billed): bigint {
  if (ending === 'refused' || model === '') return 0n;
  const price = prices[model];
  if (!price) throw new Error(`no price of ${model} is known to the simulation`);
  const { input, audioInput, output } = bill;
  return (
    BigInt(input) * price.input + BigInt(audioInput) * (price.audio ?? 0n) + BigInt(output) * price.output
  );
}

/** What a call of the kind costs when it produces all that it may. */
export function costOfMost({ model, most, name }: AskKind): bigint {
  const price = prices[model];
  if (!price) throw new Error(`no price of ${model} is known to the simulation`);
  const input = name.startsWith('transcription') ? (price.audio ?? 0n) : price.input;
  return BigInt(most.input) * input + BigInt(most.output) * price.output;
}
