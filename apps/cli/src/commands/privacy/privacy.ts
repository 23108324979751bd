import type { BreakGlassView } from '@exchequer/model/contract';
import type { CommandContext } from '../../frame/index.ts';
import { CliError, renderTable, usageError } from '../../output/index.ts';
import { moneyFigure } from '../budget/amount.ts';
import { findPerson } from '../grant/find.ts';

export interface AskFlags {
  for: string;
  hours: string;
  yes?: boolean;
}
export interface StepFlags {
  yes?: boolean;
}

const states = { requested: 'waits', open: 'open', refused: 'refused', ended: 'shut' } as const;

const endOf = ({ opens_until: until }: BreakGlassView): string =>
  until ? `${until.slice(0, 16).replace('T', ' ')} UTC` : '';

/** The rule in words, and every request with what it was for. */
export async function showPrivacy(context: CommandContext<object>): Promise<void> {
  const { globals, terminal } = context;
  const { workspace } = globals;
  const { client } = await context.connect();
  const [rules, requests] = await Promise.all([
    client.privacy.rules({ workspace }),
    client.privacy.requests({ workspace }),
  ]);
  if (globals.json) return context.printJson('privacy/1', { rules, requests });
  for (const sentence of rules.says) terminal.out(`- ${sentence}\n`);
  if (requests.length === 0) return terminal.out('\nNobody has asked to look at a person.\n');
  for (const one of requests) {
    const { worker_name: person, requested_by: asker, approved_by: second, purpose } = one;
    const until = one.state === 'open' ? ` until ${endOf(one)}` : '';
    terminal.out(`\n${terminal.style.bold(person)}  ${states[one.state]}${until}\n`);
    terminal.out(
      `  for     ${purpose}\n  asked   ${asker}${second ? `, ${second} agreed` : ''}\n  id      ${one.id}\n`,
    );
  }
}

/** Asks; without --yes only says whom and for what. */
export async function askToLook(context: CommandContext<AskFlags>): Promise<void> {
  const { globals, options, args, terminal } = context;
  const { workspace } = globals;
  const hours = Number(options.hours);
  if (!Number.isInteger(hours) || hours < 1 || hours > 4)
    throw usageError(`--hours ${options.hours} is not between 1 and 4`, 'Write a whole number, such as 1.');
  const purpose = options.for.trim();
  if (purpose.length < 10)
    throw usageError('the purpose says too little', 'Say in a sentence what it is for: the person reads it.');
  const { client } = await context.connect();
  const person = await findPerson(client, workspace, args[0] as string);
  if (!options.yes) {
    if (globals.json) return context.printJson('privacy-ask/1', { dry_run: true, worker_id: person.id });
    return terminal.out(
      `Would ask to look at what ${person.name} has used, for ${hours} h. They and a second admin read why; add --yes.\n`,
    );
  }
  const made = await client.privacy.request({ workspace, worker_id: person.id, purpose, hours });
  if (globals.json) return context.printJson('privacy-ask/1', { dry_run: false, request: made });
  terminal.out(`${made.id} waits for another admin: exchequer privacy agree ${made.id} --yes\n`);
}

const words = {
  agree: ['agree to', 'It is open for both of you; the person reads that you agreed.'],
  refuse: ['refuse', 'Refused; nothing was opened.'],
  end: ['end', 'Shut.'],
} as const;

/** Agrees, refuses or ends; without --yes only says what it is about. */
export async function takeStep(
  context: CommandContext<StepFlags>,
  step: 'agree' | 'refuse' | 'end',
): Promise<void> {
  const { globals, options, args, terminal } = context;
  const { workspace } = globals;
  const id = args[0] as string;
  const { client } = await context.connect();
  if (!options.yes) {
    const request = (await client.privacy.requests({ workspace })).find((one) => one.id === id);
    if (!request) throw new CliError(`there is no request ${id}`, 'See them: exchequer privacy.');
    if (globals.json) return context.printJson('privacy-step/1', { dry_run: true, step, request });
    return terminal.out(
      `Would ${words[step][0]} what ${request.requested_by} asked: to look at ${request.worker_name}, for “${request.purpose}”. Add --yes.\n`,
    );
  }
  const request =
    step === 'end'
      ? await client.privacy.end({ workspace, id })
      : await client.privacy.decide({ workspace, id, agree: step === 'agree' });
  if (globals.json) return context.printJson('privacy-step/1', { dry_run: false, step, request });
  terminal.out(`${words[step][1]}${step === 'agree' ? ` Until ${endOf(request)}.` : ''}\n`);
}

/** What the person has used. Asking is itself the look that is written down. */
export async function look(context: CommandContext<object>): Promise<void> {
  const { globals, args, terminal } = context;
  const { client } = await context.connect();
  const seen = await client.privacy.look({ workspace: globals.workspace, id: args[0] as string });
  if (globals.json) return context.printJson('privacy-look/1', seen);
  const usd = (amount: string) => moneyFigure(amount, 'USD');
  terminal.out(`${terminal.style.bold(seen.worker.name)} reads that you looked.\n`);
  terminal.out(`Today ${usd(seen.today)}, this month ${usd(seen.this_month)}.\n\n`);
  const right = { align: 'right' as const };
  const table = (title: string, parts: readonly { name: string; cost: string }[]) =>
    renderTable(
      {
        columns: [
          { title, least: 16 },
          { title: 'Last 30 days', ...right },
        ],
        rows: parts.slice(0, 10).map(({ name, cost }) => ({ cells: [name, usd(cost)] })),
      },
      terminal.columns,
      terminal.style,
    );
  terminal.out(
    table(
      'Model',
      seen.by_model.map(({ model, cost }) => ({ name: model, cost })),
    ),
  );
  terminal.out(
    `\n${table(
      'Repository',
      seen.by_repo.map(({ repo, cost }) => ({ name: repo || 'none', cost })),
    )}`,
  );
}
