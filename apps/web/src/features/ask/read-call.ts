/** A call as somebody types it: a model and its tokens. */
export interface TypedCall {
  model: string;
  provider?: string;
  input_tokens?: number;
  cache_read_tokens?: number;
  cache_write_5m_tokens?: number;
  output_tokens?: number;
  max_output_tokens?: number;
  input_characters?: number;
  calls?: number;
}
type Part = Exclude<keyof TypedCall, 'model' | 'provider'>;

/** What one writes behind a number. */
const units: Readonly<Record<string, Part>> = {
  in: 'input_tokens',
  input: 'input_tokens',
  cached: 'cache_read_tokens',
  read: 'cache_read_tokens',
  written: 'cache_write_5m_tokens',
  write: 'cache_write_5m_tokens',
  out: 'output_tokens',
  output: 'output_tokens',
  max: 'max_output_tokens',
  characters: 'input_characters',
  chars: 'input_characters',
  calls: 'calls',
  times: 'calls',
};

export const callExample = 'claude-sonnet-4-5 12k in 100k cached 2k out';

const scales: Readonly<Record<string, number>> = { '': 1, k: 1_000, m: 1_000_000 };

function readCount(word: string): number | null {
  const found = /^([\d,]+(?:\.\d+)?)([km]?)$/i.exec(word);
  if (!found) return null;
  const [, digits = '', scale = ''] = found;
  return Math.round(Number(digits.replaceAll(',', '')) * (scales[scale.toLowerCase()] ?? 1));
}

/**
 * Reads a typed call, such as `claude-sonnet-4-5 12k in 2k out`; null until it names a model and how
 * much. `provider/model` names the provider too.
 */
export function readCall(typed: string): TypedCall | null {
  const [first = '', ...words] = typed.trim().split(/\s+/);
  const slash = first.indexOf('/');
  const model = slash > 0 ? first.slice(slash + 1) : first;
  const call: TypedCall = { model, ...(slash > 0 && { provider: first.slice(0, slash) }) };
  for (let at = 0; at < words.length; at += 2) {
    const count = readCount(words[at] ?? '');
    const unit = units[(words[at + 1] ?? '').toLowerCase()];
    if (count === null || unit === undefined) return null;
    call[unit] = count;
  }
  const hasSize = words.length > 0 && !(words.length === 2 && call.calls !== undefined);
  return model !== '' && hasSize ? call : null;
}

/** An id by which a call is known: of its event, of its request, or of its answer. */
export const looksLikeCall = (typed: string): boolean =>
  /^(evt|req|call|msg|resp|chatcmpl|gen)[_-][\w-]{3,190}$/i.test(typed.trim());
