/** `exchequer import`: takes usage in from logs and files, each token once however often it is run. */
import { Argument, type Command } from 'commander';
import type { Cli } from '../../frame/index.ts';
import type { ImportFlags } from './options.ts';

/** What can be imported; `auto` finds the logs of coding agents by itself. */
const kinds = [
  'auto',
  'claude-code',
  'codex',
  'gemini',
  'copilot',
  'opencode',
  'csv',
  'jsonl',
  'focus',
  'litellm',
  'openrouter',
  'git-log',
];

const collect = (value: string, before: string[] | undefined): string[] => [...(before ?? []), value];

/** Adds `import`. */
export function registerImport(program: Command, cli: Cli): void {
  program
    .command('import')
    .description('Take in usage from coding-agent logs and from files; a second run reads only what is new')
    .addArgument(new Argument('<source>', 'Where it comes from').choices(kinds))
    .option(
      '--from <path>',
      'File or folder (default: where the tool keeps its logs; for git-log the repository here)',
    )
    .option(
      '--map <mapping>',
      'For csv and jsonl: column=field,… or a YAML or JSON file; =text is a constant',
      collect,
    )
    .option('--repo <name>', 'For git-log: the repository, such as github.com/acme/api (default: its remote)')
    .option('--watch', 'Stay and take in what is added')
    .option('--dry-run', 'Show what would be read, and book nothing')
    .addHelpText('after', mappingHelp)
    .action(
      cli.run<ImportFlags>(async (context) => {
        if (context.args[0] === 'git-log') {
          const { importGitLog } = await import('./git-log.ts');
          return importGitLog(context);
        }
        const { runImport } = await import('./run.ts');
        return runImport(context);
      }),
    );
}

const mappingHelp = `
Mapping, for example:
  exchequer import csv --from calls.csv --map occurred_at=time,model=model,total_input=prompt_tokens,output=completion_tokens
  total_input is input with the cached part in it; uncached_input is input without.
  Settings: time_format=us|eu|unix_s|unix_ms|ms_since|s_since, time_offset=+02:00, time_start=…, dataset=…, preset=…
`;
