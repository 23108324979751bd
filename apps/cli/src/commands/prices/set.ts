import type { CommandContext } from '../../frame/index.ts';
import { usageError } from '../../output/index.ts';
import { amountOf, dateOf, splitName } from './names.ts';
import { printRerated } from './rerate.ts';

/** Price flags of `prices set`; all per million tokens but the last. */
export const priceOptions: readonly [flag: string, meaning: string][] = [
  ['--input <usd>', 'Uncached input'],
  ['--output <usd>', 'Output, reasoning included'],
  ['--cache-read <usd>', 'Input read from cache'],
  ['--cache-write <usd>', 'Input written to cache (5 minutes, or unknown lifetime)'],
  ['--cache-write-1h <usd>', 'Input written to a 1-hour cache'],
  ['--cache-write-30m <usd>', 'Input written to a 30-minute cache'],
  ['--cache-write-12h <usd>', 'Input written to a 12-hour cache'],
  ['--audio-input <usd>', 'Audio in the input'],
  ['--audio-output <usd>', 'Audio in the output'],
  ['--image-input <usd>', 'Images in the input'],
  ['--image-output <usd>', 'Images in the output'],
  ['--web-searches <usd>', 'A thousand web searches'],
];

const classOf: Record<string, string> = {
  input: 'uncached_input',
  output: 'output',
  cacheRead: 'cache_read',
  cacheWrite: 'cache_write_5m',
  cacheWrite1h: 'cache_write_1h',
  cacheWrite30m: 'cache_write_30m',
  cacheWrite12h: 'cache_write_12h',
  audioInput: 'audio_input',
  audioOutput: 'audio_output',
  imageInput: 'image_input',
  imageOutput: 'image_output',
  webSearches: 'web_searches',
};

type SetOptions = Record<string, string | undefined> & { tier: string; speed: string };

/** `prices set`. */
export async function setPrice({
  args,
  options,
  globals,
  connect,
  terminal,
  printJson,
}: CommandContext<SetOptions>) {
  const { client } = await connect();
  const done = await client.price.set({
    ...splitName(String(args[0])),
    service_tier: options.tier,
    speed: options.speed,
    region: options.region ?? '',
    context_over: contextOver(options.contextOver),
    usd_per_million: pricesOf(options),
    valid_from: options.from === 'always' ? 'always' : dateOf('--from', options.from),
    valid_to: dateOf('--to', options.to),
    source: options.source ?? '',
  });
  if (globals.json) return printJson('price-set/1', done);
  const { provider, model, id } = done.entry;
  terminal.out(`Price of ${provider}/${model} entered (${id}). ${done.note}\n`);
  printRerated(done.rerated, terminal);
}

/** The price flags as USD per million by class. */
export function pricesOf(options: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(classOf).flatMap(([flag, name]) => {
      const text = options[flag];
      if (text === undefined) return [];
      const amount = amountOf(`--${flag}`, text);
      return [[name, name === 'web_searches' ? timesThousand(amount) : amount]];
    }),
  );
}

/** Searches are sold by the thousand; the API counts everything per million. */
function timesThousand(amount: string): string {
  const [whole = '0', fraction = ''] = amount.split('.');
  const digits = fraction.padEnd(3, '0');
  const rest = digits.slice(3);
  return `${BigInt(`${whole}${digits.slice(0, 3)}`)}${rest ? `.${rest}` : ''}`;
}

function contextOver(text: string | undefined): number {
  if (text === undefined) return -1;
  if (!/^\d{1,9}$/.test(text)) {
    throw usageError(`--context-over: "${text}" is no token count`, 'Write a whole number, such as 200000.');
  }
  return Number(text);
}
