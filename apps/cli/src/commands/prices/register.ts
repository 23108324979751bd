import type { Command } from 'commander';
import type { Cli } from '../../frame/index.ts';
import { diffPrices } from './diff.ts';
import { importPrices } from './import.ts';
import { listPrices, showPrice } from './list.ts';
import { rerate } from './rerate.ts';
import { priceOptions, setPrice } from './set.ts';
import { addAlias, addDiscount, listTerms, withdraw } from './terms.ts';

/** Adds `prices` and its subcommands. */
export function registerPrices(program: Command, cli: Cli): void {
  const prices = program
    .command('prices')
    .description('Look at prices, enter your own, and re-rate usage (USD per million tokens)');
  registerReading(prices, cli);
  registerEntering(prices, cli);
  prices
    .command('diff')
    .description('Show where another catalogue, a file or your own prices disagree with the list prices')
    .option('--against <book>', '"catalogue", or a CSV, YAML or LiteLLM file', 'catalogue')
    .action(cli.run(diffPrices));
  prices
    .command('rerate')
    .argument('[model]', 'Only this PROVIDER/MODEL, as it stands in the usage')
    .description('Price booked usage again; what differs is booked as an amendment, history stays')
    .option('--dry-run', 'Only show what could change', false)
    .action(cli.run(rerate));
}

function registerReading(prices: Command, cli: Cli): void {
  prices
    .command('list')
    .description('Prices with their validity and source')
    .option('--provider <name>', 'Only this provider')
    .option('--model <part>', 'Only models whose name contains this')
    .option('--at <date>', 'Prices of that day (UTC); "all" for past and future ones', 'today')
    .option('--tier <name>', 'Service tier, such as batch', 'standard')
    .option('--speed <name>', 'standard or fast', 'standard')
    .option('--region <name>', 'Inference region, such as us')
    .option('--limit <models>', 'Models at most', '50')
    .action(cli.run(listPrices));
  prices
    .command('show')
    .argument('<id>', 'Price row, prc_…, as a usage event names it')
    .description('One price row in full')
    .action(cli.run(showPrice));
  prices
    .command('terms')
    .description('Your own prices, discounts and aliases that are in force')
    .action(cli.run(listTerms));
}

function registerEntering(prices: Command, cli: Cli): void {
  const set = prices
    .command('set')
    .argument('<model>', 'PROVIDER/MODEL, such as anthropic/claude-opus-5')
    .description('Enter a price of your own; usage of a model that had none is re-rated at once');
  for (const [flag, meaning] of priceOptions) set.option(flag, meaning);
  set
    .option(
      '--from <date>',
      'Holds from that day (UTC) or "always"; default: today, or always if it had no price',
    )
    .option('--to <date>', 'Holds until before that day')
    .option('--tier <name>', 'Service tier', 'standard')
    .option('--speed <name>', 'standard or fast', 'standard')
    .option('--region <name>', 'Inference region')
    .option('--context-over <tokens>', 'Only for requests with more input tokens than this')
    .option('--source <text>', 'Where the price comes from, such as a contract')
    .action(cli.run(setPrice));
  prices
    .command('discount')
    .argument('<models>', 'PROVIDER, PROVIDER/MODEL, or PROVIDER/PREFIX*')
    .argument('<percent>', 'Percent off the list price, such as 15')
    .description('Enter a discount; of several the most specific one holds, they never add up')
    .option('--class <name>', 'Only this class, such as output')
    .option('--from <date>', 'Holds from that day (UTC) or "always"; default: today')
    .option('--to <date>', 'Holds until before that day')
    .option('--source <text>', 'Where the discount comes from')
    .action(cli.run(addDiscount));
  prices
    .command('alias')
    .argument('<raw>', 'Name in the usage: PROVIDER/MODEL, or MODEL for any provider')
    .argument('<catalogue>', 'PROVIDER/MODEL of the price list')
    .description('Say which model of the price list a name means')
    .option('--any-provider', 'Take the whole raw name as a model name, slashes too', false)
    .action(cli.run(addAlias));
  prices
    .command('withdraw')
    .argument('<id>', 'Entry of `prices terms`')
    .description('Set one of your prices, discounts or aliases aside')
    .action(cli.run(withdraw));
  prices
    .command('import')
    .argument('<file>', 'CSV, YAML or LiteLLM’s price map (JSON)')
    .description('Enter the prices of a file')
    .option('--format <name>', 'csv, yaml or litellm; default: by the file’s ending')
    .option('--missing-only', 'Only models that have no price yet (default for LiteLLM’s map)')
    .option('--all', 'Also models that have a price already')
    .option('--dry-run', 'Only say what would be entered', false)
    .action(cli.run(importPrices));
}
