import { setTimeout as wait } from 'node:timers/promises';
import type { VerifyRun } from '@exchequer/model/contract';
import type { CommandContext } from '../../frame/index.ts';
import { countFigure, type ExitCode, exitCodes, startProgress, type Terminal } from '../../output/index.ts';

const pollMs = 200;

/** `ledger verify`: exit code 1 where an invariant does not hold. */
export async function verify({ globals, connect, terminal, printJson }: CommandContext): Promise<ExitCode> {
  const { client } = await connect();
  const { workspace } = globals;
  const progress = startProgress(terminal);
  let run: VerifyRun = await client.ledger.verify.start({ workspace });
  while (run.state === 'running') {
    progress.step({ what: 'Replaying the books', done: run.done, of: run.total });
    await wait(pollMs);
    run = (await client.ledger.verify.get({ workspace, id: run.id })).run ?? run;
  }
  progress.clear();
  if (globals.json) printJson('ledger-verify/1', { run });
  else printRun(run, terminal);
  return run.state === 'sound' ? exitCodes.ok : exitCodes.error;
}

function printRun(run: VerifyRun, terminal: Terminal): void {
  const counts = Object.entries(run.counts).map(([what, count]) => `${countFigure(count)} ${what}`);
  if (run.state === 'sound') {
    terminal.out(`Sound: ${counts.join(', ')} examined; every invariant holds.\n`);
    return;
  }
  if (run.state === 'failed') {
    terminal.err(`error: the proof could not be finished: ${run.error}\n`);
    terminal.err('fix:   Run it again; the books were not changed.\n');
    return;
  }
  for (const { invariant, subject, detail } of run.findings) {
    terminal.err(`${invariant}: ${subject}: ${detail}\n`);
  }
  const more = run.findings_total - run.findings.length;
  if (more > 0) terminal.err(`and ${more} more\n`);
  terminal.err(
    `error: ${run.findings_total} findings in ${counts.join(', ')}\n` +
      'fix:   Restore the named rows from a backup: they were changed outside Exchequer.\n',
  );
}
