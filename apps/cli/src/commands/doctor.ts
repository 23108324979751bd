import type { Command } from 'commander';
import type { Cli, CommandContext } from '../frame/index.ts';
import { type ExitCode, exitCodes } from '../output/index.ts';

interface DoctorOptions {
  port?: string;
  host?: string;
}

/** `exchequer doctor`: looks at everything a start needs and says what to do where it fails. */
export function registerDoctor(program: Command, cli: Cli): void {
  program
    .command('doctor')
    .description('Check what a start needs: Node, engines, home, port, disk, clock')
    .option('--port <port>', 'Port to check (default: EXCHEQUER_PORT, else 4100)')
    .option('--host <host>', 'Address to check (default: EXCHEQUER_HOST, else 127.0.0.1)')
    .action(cli.run<DoctorOptions>(doctor));
}

async function doctor(context: CommandContext<DoctorOptions>): Promise<ExitCode | undefined> {
  const { globals, options, terminal, printJson } = context;
  const { examine, startOptions } = await import('@exchequer/server/supervisor');
  const flags = { ...options, home: globals.home };
  const start = startOptions({ flags, env: terminal.env, cwd: terminal.cwd });
  const checks = await examine({ ...start, now: terminal.now() });
  if (globals.json) printJson('doctor/1', { home: globals.home, checks });
  else for (const check of checks) terminal.out(printed(check, terminal.style));
  return checks.some(({ state }) => state === 'bad') ? exitCodes.error : undefined;
}

type Check = Awaited<ReturnType<typeof import('@exchequer/server/supervisor')['examine']>>[number];
type Style = CommandContext['terminal']['style'];

function printed({ name, state, said, fix }: Check, style: Style): string {
  const mark = { good: 'ok  ', doubtful: style.warn('note'), bad: style.stop('FAIL') }[state];
  const line = `${mark}  ${name.padEnd(12)} ${said}\n`;
  return fix ? `${line}      ${style.bold('fix:')} ${fix}\n` : line;
}
