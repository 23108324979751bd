import { Command, Option } from 'commander';
import { homeOf } from '../connection/home.ts';
import type { Terminal } from '../output/index.ts';
import type { GlobalOptions } from './cli.ts';

/** The program with its global flags and without commands. */
export function makeProgram(terminal: Terminal, version: string): Command {
  return new Command('exchequer')
    .description('Takes in every token a company uses, counts each once, prices it at the price of its day.')
    .version(version, '-v, --version', 'Print the version')
    .helpOption('-h, --help', 'Show this help')
    .helpCommand('help [command]', 'Show help for a command')
    .option('-j, --json', 'Print JSON for machines, with its schema version', false)
    .option('--home <dir>', 'Data home (default: EXCHEQUER_HOME, else ./data)')
    .option('--url <url>', 'Server to talk to (default: EXCHEQUER_URL, else the home’s own)')
    .option('--token <token>', 'API token for that server (default: EXCHEQUER_TOKEN)')
    .addOption(new Option('--workspace <name>', 'Workspace').choices(['live', 'sample']).default('live'))
    .option('--color', 'Colour even where the output is no terminal')
    .option('--no-color', 'Plain text (as NO_COLOR=1)')
    .configureHelp({ showGlobalOptions: true, helpWidth: Math.min(terminal.columns, 100) })
    .configureOutput({
      writeOut: (text) => terminal.out(text),
      writeErr: (text) => terminal.err(text),
      outputError: (text, write) => write(text),
    })
    .showHelpAfterError('fix:   add --help to see the flags and arguments of this command.')
    .exitOverride();
}

/** Reads the global flags of the command that was called. */
export function globalOptions(command: Command, terminal: Terminal): GlobalOptions {
  const flags = command.optsWithGlobals<Record<string, string | boolean | undefined>>();
  const text = (name: string) => (typeof flags[name] === 'string' ? (flags[name] as string) : undefined);
  const named = text('home') ?? terminal.env.EXCHEQUER_HOME;
  return {
    json: flags.json === true,
    home: homeOf(named, terminal.cwd),
    homeNamed: named !== undefined,
    url: text('url') ?? terminal.env.EXCHEQUER_URL,
    token: text('token') ?? terminal.env.EXCHEQUER_TOKEN,
    workspace: flags.workspace === 'sample' ? 'sample' : 'live',
  };
}
