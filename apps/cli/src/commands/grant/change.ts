import type { CommandContext } from '../../frame/index.ts';
import { usageError } from '../../output/index.ts';

export interface ChangeFlags {
  from?: string;
  reason?: string;
  yes?: boolean;
}

/** Pauses, resumes or ends a grant; without --yes only says so. */
export async function changeGrant(
  context: CommandContext<ChangeFlags>,
  what: 'pause' | 'resume' | 'end',
): Promise<void> {
  const { globals, options, args, terminal } = context;
  const { workspace } = globals;
  const id = args[0] as string;
  const { from, reason } = options;
  if (what !== 'resume' && !reason)
    throw usageError(`to ${what} a grant needs a reason`, 'Give --reason TEXT.');
  if (what === 'end' && !from)
    throw usageError('the end needs a day', 'Give --from DAY, the first day on which it no longer runs.');
  const { client } = await context.connect();
  if (!options.yes) {
    const { grant } = await client.grant.get({ workspace, id });
    if (globals.json) return context.printJson('grant-change/1', { dry_run: true, what, grant });
    return terminal.out(
      `Would ${what} ${grant.plan_name} of ${grant.holder.name} from ${from ?? 'today'} on. Nothing was written; add --yes.\n`,
    );
  }
  const day = from ? { from } : {};
  const grant =
    what === 'pause'
      ? await client.grant.pause({ workspace, id, reason: reason ?? '', ...day })
      : what === 'resume'
        ? await client.grant.resume({ workspace, id, ...day })
        : await client.grant.end({ workspace, id, ends_on: from ?? '', reason: reason ?? '' });
  if (globals.json) return context.printJson('grant-change/1', { dry_run: false, what, grant });
  terminal.out(`${grant.plan_name} of ${grant.holder.name} is ${grant.state}.\n`);
}
