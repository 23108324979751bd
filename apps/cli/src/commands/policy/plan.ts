import type { CommandContext } from '../../frame/index.ts';
import { type ExitCode, exitCodes } from '../../output/index.ts';
import { faultCount, printFaults, readPolicyFile } from './file.ts';
import { changeCount, printPlan } from './show-plan.ts';

/** `policy schema`: for editors; needs no server. */
export async function schema({ terminal }: CommandContext): Promise<void> {
  const { policyJsonSchema } = await import('@exchequer/model/contract');
  terminal.out(`${JSON.stringify(policyJsonSchema(), null, 2)}\n`);
}

/** `policy validate`; ends with exit code 1 when there is any fault. */
export async function validate({
  args,
  globals,
  connect,
  terminal,
  printJson,
}: CommandContext): Promise<ExitCode> {
  const path = String(args[0]);
  const text = await readPolicyFile(path, terminal.cwd);
  const { client } = await connect();
  const read = await client.policy.validate({ workspace: globals.workspace, text });
  if (globals.json) printJson('policy-validation/1', read);
  else if (read.valid) {
    const said = [
      `${read.envelopes} envelopes`,
      ...(read.purposes === null ? [] : [`${read.purposes} purpose rules`]),
      ...(read.cost_centres === null ? [] : [`${read.cost_centres} cost centres`]),
    ];
    terminal.out(`${path}: ${said.join(', ')}, no faults.\n`);
  } else {
    printFaults(path, read.errors, terminal);
    terminal.err(`${path}: ${faultCount(read.errors)}.\n`);
  }
  return read.valid ? exitCodes.ok : exitCodes.error;
}

/** `policy plan`; exit code 1 for faults, and with --check for any change too. */
export async function plan({
  args,
  options,
  globals,
  connect,
  terminal,
  printJson,
}: CommandContext<{ check: boolean }>): Promise<ExitCode> {
  const path = String(args[0]);
  const text = await readPolicyFile(path, terminal.cwd);
  const { client } = await connect();
  const made = await client.policy.plan({ workspace: globals.workspace, text });
  const faulty = made.errors.length > 0;
  const changes = changeCount(made);
  if (globals.json) printJson('policy-plan/1', made);
  else if (faulty) {
    printFaults(path, made.errors, terminal);
    terminal.err(`${path}: ${faultCount(made.errors)}; nothing can be applied.\n`);
  } else {
    printPlan(made, terminal);
    if (changes > 0) {
      terminal.out(`Apply exactly this: exchequer policy apply ${path} --plan ${made.fingerprint} --yes\n`);
    }
  }
  return faulty || (options.check && changes > 0) ? exitCodes.error : exitCodes.ok;
}
