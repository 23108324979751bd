/** Claude Code marks a long context window as `claude-opus-5-5[1m]`; the price book knows the bare name. */
export const bareModel = (model: string): string => model.replace(/\[[^\]]*\]$/, '').trim();

/** Stands where the source names no model, so that its tokens are kept and shown as unpriced. */
export const unnamedModel = 'unknown';

const makers: readonly [RegExp, string][] = [
  [/^claude/i, 'anthropic'],
  [/^(gpt|o\d|chatgpt|text-embedding|codex)/i, 'openai'],
  [/^(gemini|gemma)/i, 'google'],
  [/^(mistral|magistral|codestral|devstral)/i, 'mistral'],
  [/^deepseek/i, 'deepseek'],
  [/^grok/i, 'x-ai'],
  [/^command/i, 'cohere'],
];

/** Who sells a model where the source does not say; 'unknown' when the name gives no hint. */
export function makerOf(model: string): string {
  if (/(^|\.)(anthropic|amazon|meta|cohere)\./.test(model) || model.startsWith('arn:aws:')) return 'aws';
  return makers.find(([pattern]) => pattern.test(model))?.[1] ?? 'unknown';
}

/** Claude models are also sold through Bedrock and Vertex, whose names differ. */
export function claudeSeller(model: string): string {
  if (makerOf(model) === 'aws') return 'aws';
  return /^claude[^/]*@/.test(model) ? 'google' : 'anthropic';
}
