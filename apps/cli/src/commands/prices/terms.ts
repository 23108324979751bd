import type { CommandContext } from '../../frame/index.ts';
import { renderTable, usageError } from '../../output/index.ts';
import { dateOf, splitName, validityText } from './names.ts';
import { printRerated } from './rerate.ts';

/** `prices terms`. */
export async function listTerms({ globals, connect, terminal, printJson }: CommandContext) {
  const { client } = await connect();
  const terms = await client.price.terms();
  if (globals.json) return printJson('price-terms/1', terms);
  const rows = [
    ...terms.prices.map((p) => [
      p.id,
      `${p.provider}/${p.model}`,
      pricesText(p.usd_per_million),
      validityText(p.valid_from, p.valid_to),
      p.source,
    ]),
    ...terms.discounts.map((d) => [
      d.id,
      `${d.provider}/${d.model || '*'}`,
      `−${d.percent} % ${d.priced_class || 'all tokens'}`,
      validityText(d.valid_from, d.valid_to),
      d.source,
    ]),
    ...terms.aliases.map((a) => [
      a.id,
      `${a.provider || '*'}/${a.model}`,
      `is ${a.to_provider}/${a.to_model}`,
      'always',
      '',
    ]),
  ];
  if (rows.length === 0) {
    terminal.out('Nothing is entered: all usage is at list price.\n');
    return;
  }
  const columns = [
    { title: 'Id' },
    { title: 'Model', least: 16 },
    { title: 'Term', least: 16 },
    { title: 'When', dropOrder: 2 },
    { title: 'Source', dropOrder: 1 },
  ];
  terminal.out(
    renderTable({ columns, rows: rows.map((cells) => ({ cells })) }, terminal.columns, terminal.style),
  );
}

const pricesText = (prices: Partial<Record<string, string>>): string =>
  Object.entries(prices)
    .map(([name, usd]) => `${name} ${usd}`)
    .join(', ');

interface DiscountOptions {
  class?: string;
  from?: string;
  to?: string;
  source?: string;
}

/** `prices discount`. */
export async function addDiscount({
  args,
  options,
  globals,
  connect,
  terminal,
  printJson,
}: CommandContext<DiscountOptions>) {
  const whole = String(args[0]);
  const { provider, model } = whole.includes('/') ? splitName(whole) : { provider: whole, model: '' };
  const percent = String(args[1]).replace(/\s*%$/, '');
  const { client } = await connect();
  const { discount } = await client.price.discount({
    provider,
    model: model === '*' ? '' : model,
    priced_class: (options.class ?? '') as '',
    percent,
    valid_from: options.from === 'always' ? 'always' : dateOf('--from', options.from),
    valid_to: dateOf('--to', options.to),
    source: options.source ?? '',
  });
  if (globals.json) return printJson('price-discount/1', { discount });
  const when = validityText(discount.valid_from, discount.valid_to);
  terminal.out(
    `${discount.percent} % off ${discount.provider}/${discount.model || '*'} entered (${discount.id}), ${when}.\n` +
      'Usage already booked changes only when you run: exchequer prices rerate\n',
  );
}

/** `prices alias`. */
export async function addAlias({
  args,
  options,
  globals,
  connect,
  terminal,
  printJson,
}: CommandContext<{ anyProvider: boolean }>) {
  const raw = options.anyProvider ? { provider: '', model: String(args[0]) } : splitName(String(args[0]));
  const to = splitName(String(args[1]));
  if (to.provider === '') {
    throw usageError(
      `"${args[1]}" names no provider`,
      'Write PROVIDER/MODEL, such as anthropic/claude-opus-5.',
    );
  }
  const { client } = await connect();
  const done = await client.price.alias({ ...raw, to_provider: to.provider, to_model: to.model });
  if (globals.json) return printJson('price-alias/1', done);
  terminal.out(
    `${raw.provider || '*'}/${raw.model} now means ${done.alias.to_provider}/${done.alias.to_model} (${done.alias.id}).\n`,
  );
  printRerated(done.rerated, terminal);
}

/** `prices withdraw`. */
export async function withdraw({ args, globals, connect, terminal, printJson }: CommandContext) {
  const { client } = await connect();
  const id = String(args[0]);
  const done = await client.price.withdraw({ id });
  if (globals.json) return printJson('price-withdrawn/1', { id, ...done });
  terminal.out(
    `${id} is set aside. Usage already booked changes only when you run: exchequer prices rerate\n`,
  );
}
