import { homedir } from 'node:os';
import { type Cli, type CommandContext, makeProgram, type Register } from '../frame/index.ts';
import { complaintOf, makeTerminal } from '../output/index.ts';

/** How a command line of a test is run. */
export interface RunOptions {
  json?: boolean;
  columns?: number;
  cwd?: string;
  /** What is answered where `answers` has nothing; left out, such a question is a fault of the test. */
  otherwise?: unknown;
}

/**
 * Runs a command line against a server that answers as told, by the path of the procedure, such as
 * `budget.envelopes.list`. Collects what was asked and printed; an error is printed with its fix.
 */
export async function runCommand(
  register: Register,
  line: readonly string[],
  answers: Readonly<Record<string, unknown>>,
  { json = false, columns = 120, cwd = '/', otherwise }: RunOptions = {},
) {
  const asked: Record<string, unknown> = {};
  let [out, err, exit]: [string, string, unknown] = ['', '', 0];
  const terminal = makeTerminal({
    env: { COLUMNS: String(columns) },
    ...{ cwd, homeDir: homedir(), now: () => new Date('2026-11-21T09:00:00.000Z') },
    stdout: { write: (text) => (out += text) },
    stderr: { write: (text) => (err += text) },
  });
  const reach = (path: string): unknown =>
    new Proxy(() => {}, {
      get: (_, name) => reach(path === '' ? String(name) : `${path}.${String(name)}`),
      apply: (_, __, [input]) => {
        asked[path] = input;
        if (!(path in answers) && otherwise === undefined) throw new Error(`${path} was not expected`);
        return Promise.resolve(answers[path] ?? otherwise);
      },
    });
  const cli: Cli = {
    run:
      (action) =>
      async (...given) => {
        const command = given.at(-1) as { opts(): Record<string, unknown> };
        const context = {
          ...{ globals: { json, workspace: 'live' }, options: command.opts(), args: given.slice(0, -2) },
          ...{ terminal, connect: async () => ({ client: reach(''), kind: 'in-process' }) },
          printJson: (schema: string, body: object) => {
            out += JSON.stringify({ schema: `exchequer.${schema}`, ...body });
          },
        };
        exit = await action(context as unknown as CommandContext<never>).catch((error: unknown) => {
          err += complaintOf(error).message + complaintOf(error).fix;
          return complaintOf(error).exitCode;
        });
      },
  };
  const program = makeProgram(terminal, '0');
  register(program, cli);
  await program.parseAsync([...line], { from: 'user' });
  return { out, err, exit: exit ?? 0, asked };
}
