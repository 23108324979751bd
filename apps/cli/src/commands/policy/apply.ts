import type { CommandContext } from '../../frame/index.ts';
import { CliError, type ExitCode, exitCodes } from '../../output/index.ts';
import { faultCount, printFaults, readPolicyFile } from './file.ts';
import { changeCount, printPlan } from './show-plan.ts';

interface ApplyOptions {
  yes: boolean;
  plan?: string;
  note: string;
}

/** `policy apply`: shows the plan, and with --yes makes it so; with --plan only that very plan. */
export async function apply({
  args,
  options,
  globals,
  connect,
  terminal,
  printJson,
}: CommandContext<ApplyOptions>): Promise<ExitCode> {
  const path = String(args[0]);
  const text = await readPolicyFile(path, terminal.cwd);
  const { workspace } = globals;
  const { client } = await connect();
  const plan = await client.policy.plan({ workspace, text });
  if (plan.errors.length > 0 || plan.fingerprint === null) {
    if (globals.json) printJson('policy-plan/1', plan);
    else {
      printFaults(path, plan.errors, terminal);
      terminal.err(`${path}: ${faultCount(plan.errors)}; nothing was applied.\n`);
    }
    return exitCodes.error;
  }
  if (options.plan !== undefined && options.plan !== plan.fingerprint) {
    throw new CliError(
      'the file or what it plans over has changed since that plan was made',
      `Look at the new plan, and apply that: exchequer policy plan ${path}`,
    );
  }
  if (!options.yes) {
    if (globals.json) printJson('policy-plan/1', plan);
    else {
      printPlan(plan, terminal);
      terminal.out(changeCount(plan) > 0 ? 'Nothing was applied; add --yes.\n' : '');
    }
    return exitCodes.ok;
  }
  const done = await client.policy.apply({
    workspace,
    text,
    fingerprint: plan.fingerprint,
    note: options.note,
  });
  if (globals.json) printJson('policy-applied/1', done);
  else {
    printPlan(done.plan, terminal);
    terminal.out(`Applied as version ${done.version.version}.\n`);
  }
  return exitCodes.ok;
}
