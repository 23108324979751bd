/** `exchequer gateway`: how the gateways are doing, and what they are told. */
import { dialects } from '@exchequer/model';
import { type Command, Option } from 'commander';
import type { Cli } from '../../frame/index.ts';
import type { ProcessFlags } from './process.ts';
import type { RouteFlags } from './route.ts';
import type { RulesFlags } from './rules.ts';
import type { RemoveFlags, UpstreamFlags } from './upstream.ts';

const more = (value: string, before: string[] | undefined): string[] => [...(before ?? []), value];
const choice = (flags: string, description: string, ...choices: readonly string[]): Option =>
  new Option(flags, description).choices(choices);
const yes = ['--yes', 'Write it; without, only what would happen is shown'] as const;

/** Adds `gateway`, which runs one, and `gateway status|rules|upstream|route`. */
export function registerGateway(program: Command, cli: Cli): void {
  const gateway = program
    .command('gateway')
    .description(
      'Run one gateway here until it is stopped; below it, how gateways are doing, and their rules',
    )
    .option('--port <port>', 'Port (default: EXCHEQUER_GATEWAY_PORT, else 4110)')
    .option('--host <host>', 'Address to listen on (default: EXCHEQUER_GATEWAY_HOST, else 127.0.0.1)')
    .option('--number <n>', 'Which gateway of this home, where several run: each has its own spool')
    .action(
      cli.run<ProcessFlags>(async (context) => (await import('./process.ts')).runGatewayProcess(context)),
    );
  gateway
    .command('status')
    .description('Requests, errors, overhead, providers, gateways and what they have leased')
    .option('--window <minutes>', 'Figures of the last so many minutes', '60')
    .action(
      cli.run<{ window: string }>(async (context) => (await import('./status.ts')).showStatus(context)),
    );
  registerRules(gateway, cli);
  registerUpstream(gateway, cli);
  registerRoute(gateway, cli);
}

function registerRules(gateway: Command, cli: Cli): void {
  gateway
    .command('rules')
    .description('Rules of the gate; with flags, changes them')
    .addOption(
      choice('--holds <how>', 'Hold the worst case of a call, or what is usual', 'strict', 'learned'),
    )
    .addOption(choice('--books-lost <what>', 'Calls while the books cannot be reached', 'refuse', 'admit'))
    .addOption(choice('--uncovered <what>', 'Calls that no envelope pays for', 'refuse', 'admit'))
    .addOption(choice('--batches <what>', 'Batches, whose cost no gateway sees', 'refuse', 'admit'))
    .addOption(choice('--client-gone <what>', 'A call whose client left', 'abort', 'drain'))
    .option('--default-max-output <tokens>', 'Held where a call names no limit')
    .option('--lease-seconds <seconds>', 'How long a silent gateway keeps its leases')
    .addOption(choice('--in-doubt <what>', 'Leases of silent gateways', 'release', 'keep'))
    .option(...yes)
    .action(cli.run<RulesFlags>(async (context) => (await import('./rules.ts')).rules(context)));
}

function registerUpstream(gateway: Command, cli: Cli): void {
  const upstream = gateway.command('upstream').description('Where calls can go');
  upstream
    .command('add')
    .description('Add a provider or a server of your own, or change the one of that id')
    .argument('<kind>', 'openai, anthropic, gemini, bedrock, azure or compatible')
    .option('--id <id>', 'Its id (default: the kind)')
    .option('--name <name>', 'How it is called')
    .option('--base-url <url>', 'Its address; needed for azure and compatible')
    .option('--region <region>', 'Region of bedrock, such as eu-central-1')
    .option(
      '--option <name=value>',
      'A setting of its kind, such as api-version=2025-03-01; may be given again',
      more,
    )
    .option('--provider <name>', 'Under which name its usage is priced')
    .option('--credential-env <name>', 'Variable that holds its key (default: the usual one of its kind)')
    .option('--credential-stdin', 'Read its key from standard input', false)
    .option('--no-credential', 'It needs no key')
    .option('--allow-private', 'It is in a private network, and that is meant', false)
    .action(cli.run<UpstreamFlags>(async (context) => (await import('./upstream.ts')).addUpstream(context)));
  upstream
    .command('list')
    .description('Upstreams, without their credentials')
    .action(cli.run(async (context) => (await import('./upstream.ts')).listUpstreams(context)));
  upstream
    .command('remove')
    .description('Remove an upstream with its credentials')
    .argument('<id>', 'Its id, from upstream list')
    .option(...yes)
    .action(cli.run<RemoveFlags>(async (context) => (await import('./upstream.ts')).removeUpstream(context)));
}

function registerRoute(gateway: Command, cli: Cli): void {
  const route = gateway.command('route').description('Which models go where; the first match is taken');
  route
    .command('add')
    .description('Add a route, or change the one of that id. A target is UPSTREAM[=MODEL][*SHARE]')
    .argument('<name>', 'How it is called')
    .requiredOption('--models <names>', 'Names or patterns, such as gpt-5*,o3')
    .option('--to <target>', 'Where its calls go; may be given again, with shares', more)
    .option('--fallback <target>', 'Where they go when that fails; may be given again, in order', more)
    .option('--canary <target>', 'Gets its share in percent first, such as openai=gpt-5.1*5', more)
    .option('--shadow <target>', 'Gets copies whose answers are dropped', more)
    .option('--id <id>', 'Its id (default: made of its name)')
    .addOption(choice('--dialect <name>', 'Calls of this API alone', ...dialects))
    .option('--position <number>', 'Lower is looked at first', '100')
    .option('--retries <count>', 'Attempts after a failure before the first byte', '2')
    .option('--cache <seconds>', 'Answer equal calls from memory for so long')
    .action(cli.run<RouteFlags>(async (context) => (await import('./route.ts')).addRoute(context)));
  route
    .command('list')
    .description('Routes in the order in which they are looked at')
    .action(cli.run(async (context) => (await import('./route.ts')).listRoutes(context)));
  route
    .command('remove')
    .description('Remove a route')
    .argument('<id>', 'Its id, from route list')
    .option(...yes)
    .action(cli.run<RemoveFlags>(async (context) => (await import('./route.ts')).removeRoute(context)));
}
