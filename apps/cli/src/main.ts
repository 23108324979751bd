import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';

// Only what the status line needs is loaded here: Claude Code draws it after every answer.
const { argv, env, execPath, stdin, stdout, stderr } = process;
const [, , command, ...rest] = argv;
/** This very file, bundled: started without the look at the sources that a checkout takes first. */
const script = import.meta.filename;
const now = () => new Date();

async function statusLine(): Promise<void> {
  const { drawLine } = await import('./commands/statusline/now.ts');
  const refresh = () => {
    const args = [script, 'statusline', '--refresh'];
    spawn(execPath, args, { detached: true, stdio: 'ignore' })
      .on('error', () => {})
      .unref();
  };
  const line = drawLine({ input: readFileSync(0, 'utf8'), env, homeDir: homedir(), now: now(), refresh });
  stdout.write(`${line}\n`);
}

// Fed by a program and without flags, as Claude Code calls it.
if (command === 'statusline' && rest.length === 0 && !stdin.isTTY) await statusLine();
else {
  const { runCommandLine } = await import('./command-line.ts');
  const world = { env, cwd: process.cwd(), homeDir: homedir(), stdout, stderr, now, script };
  process.exitCode = await runCommandLine(argv.slice(2), world);
}
