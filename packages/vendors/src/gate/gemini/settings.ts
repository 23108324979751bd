import { type Dict, isDict } from '../answer.ts';
import { type JsonScan, memberValue } from '../json-scan.ts';

/** What of a body limits, prices or enlarges a call. Contents are not built. */
export interface GeminiSettings {
  /** The member as it is written: Google takes `generationConfig` and `generation_config`. */
  configName: string;
  config: Dict;
  tools: readonly Dict[];
  cached: boolean;
  serviceTier: string;
}

/** Null where a member is there under both of its names, of which readers could take different ones. */
export function settingsOf(text: string, scan: JsonScan): GeminiSettings | null {
  const named = (camel: string) => {
    const snake = snakeOf(camel);
    if (scan.members.has(camel) && scan.members.has(snake)) return null;
    return scan.members.has(snake) ? snake : camel;
  };
  const configName = named('generationConfig');
  const cachedName = named('cachedContent');
  const tierName = named('serviceTier');
  if (configName === null || cachedName === null || tierName === null) return null;
  const config = memberValue(text, scan, configName);
  const tools = memberValue(text, scan, 'tools');
  const tier = memberValue(text, scan, tierName);
  return {
    configName,
    config: isDict(config) ? config : {},
    tools: (Array.isArray(tools) ? tools : [tools]).filter(isDict),
    cached: scan.members.has(cachedName),
    serviceTier: typeof tier === 'string' ? tier.slice(0, 100).toLowerCase() : '',
  };
}

const snakeOf = (camel: string): string => camel.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** Above what any model puts out; larger limits mean the same. */
const mostTokens = 1_000_000_000;

/** Whole numbers may be written as text in Google's JSON. */
function countOf(value: unknown): number | null {
  const count = typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : value;
  return typeof count === 'number' && count > 0 ? Math.min(mostTokens, Math.ceil(count)) : null;
}

const counts = (config: Dict, camel: string): number[] =>
  [config[camel], config[snakeOf(camel)]].map(countOf).filter((count) => count !== null);

/** How many answers are asked for. */
export const answersAsked = ({ config }: GeminiSettings): number =>
  Math.max(1, ...counts(config, 'candidateCount'));

/** Output tokens of all answers together, thoughts among them; null where the call does not say. */
export function outputLimit(settings: GeminiSettings): number | null {
  const limits = counts(settings.config, 'maxOutputTokens');
  return limits.length > 0 ? Math.max(...limits) * answersAsked(settings) : null;
}

/** The configuration that allows at most so many tokens in all; null where it allows no more already. */
export function loweredTo(most: number, settings: GeminiSettings): Dict | null {
  const stated = outputLimit(settings);
  if (stated !== null && stated <= most) return null;
  const { max_output_tokens: _snake, ...config } = settings.config;
  return { ...config, maxOutputTokens: Math.max(1, Math.floor(most / answersAsked(settings))) };
}
