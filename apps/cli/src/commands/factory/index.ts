/** `exchequer factory`: own inference, its power, its cost, and when an API costs less. */
import type { Command } from 'commander';
import type { Cli } from '../../frame/index.ts';
import type { CostFlags } from './cost.ts';
import type { BreakEvenFlags, ReportFlags } from './report.ts';
import type { TargetFlags } from './target.ts';

/** Adds `factory list|add|test|pause|resume|remove|cost|costs|report|break-even`. */
export function registerFactory(program: Command, cli: Cli): void {
  const factory = program
    .command('factory')
    .description('Own GPUs: tokens, joules, cost, and the API beside them');
  registerTargets(factory, cli);
  registerCosts(factory, cli);
  factory
    .command('report')
    .description('Tokens, joules, utilisation and cost by pool')
    .requiredOption('--since <day>', 'First day')
    .requiredOption('--until <day>', 'Last day')
    .action(
      cli.run<ReportFlags>(async (context) => {
        const { showReport } = await import('./report.ts');
        await showReport(context);
      }),
    );
  factory
    .command('break-even')
    .description('Whole GPUs of a pool against the API, at the load that was measured')
    .argument('<pool>', 'Pool whose cost is stated')
    .requiredOption('--since <day>', 'First day of the load')
    .requiredOption('--until <day>', 'Last day of the load')
    .option('--api-price <usd>', 'Per million tokens (default: what usage of these days cost)')
    .option('--months <n>', 'Horizon of the capital view', '36')
    .option('--api-decline <share>', 'By how much the API gets cheaper in a year', '0.3')
    .option('--discount <share>', 'Rate of discount a year', '0.1')
    .action(
      cli.run<BreakEvenFlags>(async (context) => {
        const { showBreakEven } = await import('./report.ts');
        await showBreakEven(context);
      }),
    );
}

function registerTargets(factory: Command, cli: Cli): void {
  factory
    .command('list')
    .description('What is scraped and how it is doing')
    .action(
      cli.run(async (context) => {
        const { listTargets } = await import('./target.ts');
        return listTargets(context);
      }),
    );
  for (const name of ['add', 'test'] as const) {
    factory
      .command(name)
      .description(name === 'add' ? 'Scrape an endpoint' : 'Scrape an endpoint once and say what was found')
      .argument('<kind>', 'vllm, sglang, tgi, llamacpp, dcgm or kepler')
      .argument('<url>', 'Address of its metrics, such as http://gpu-1:8000/metrics')
      .option('--pool <name>', 'Pool of GPUs that it serves or measures', 'default')
      .option('--name <name>', 'What to call it (default: kind and host)')
      .option('--every <seconds>', 'How often', '15')
      .action(
        cli.run<TargetFlags>(async (context) => {
          const { addTarget, testTarget } = await import('./target.ts');
          return name === 'add' ? addTarget(context) : testTarget(context);
        }),
      );
  }
  const words = {
    pause: 'Scrape it no more for now',
    resume: 'Scrape it again',
    remove: 'Forget the target; what was counted stays',
  };
  for (const [name, description] of Object.entries(words)) {
    factory
      .command(name)
      .description(description)
      .argument('<id>', 'Its id, from factory list')
      .action(
        cli.run(async (context) => {
          const { changeTarget } = await import('./target.ts');
          await changeTarget(context, name as keyof typeof words);
        }),
      );
  }
}

function registerCosts(factory: Command, cli: Cli): void {
  factory
    .command('costs')
    .description('What own pools cost')
    .action(
      cli.run(async (context) => {
        const { listCosts } = await import('./cost.ts');
        await listCosts(context);
      }),
    );
  factory
    .command('cost')
    .description('State what a pool costs from a day on; amounts in USD')
    .argument('<pool>', 'Pool')
    .requiredOption('--from <day>', 'First day on which it holds')
    .requiredOption('--gpus <n>', 'GPUs of the pool')
    .option('--gpu-price <usd>', 'Bought: per GPU with its share of server and network', '0')
    .option('--months <n>', 'Months over which that is written off', '36')
    .option('--gpu-hour <usd>', 'Or rented: per GPU and hour, idle or busy', '0')
    .option('--kwh <usd>', 'Power, per kilowatt-hour', '0')
    .option('--pue <factor>', 'Power usage effectiveness of the building', '1')
    .option('--ops <usd>', 'Operations per month', '0')
    .option('--cap-watts <watts>', 'Most that the pool may draw', '0')
    .option('--sellable <share>', 'Share of idle capacity that could be sold, 0–1', '0')
    .option('--price <usd>', 'What a million tokens would be sold for', '0')
    .option('--boundary <what>', 'What the measured power holds: gpu, server, rack or building', 'gpu')
    .option('--parity <found>', 'Whether its answers were found as good: unknown, equal or worse', 'unknown')
    .action(
      cli.run<CostFlags>(async (context) => {
        const { setCost } = await import('./cost.ts');
        await setCost(context);
      }),
    );
}
