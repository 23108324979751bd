import type { GrantPlan } from '@exchequer/model/contract';
import type { CommandContext } from '../../frame/index.ts';
import { renderTable, usageError, usdFigure } from '../../output/index.ts';

export interface PlanFlags {
  type?: GrantPlan['type'];
  share?: string;
  amount?: string;
  per?: 'day' | 'month' | 'quarter' | 'year';
  cadence?: GrantPlan['cadence'];
  rollover?: string;
  transfer?: GrantPlan['transfer'];
  personalUse?: boolean;
  jurisdiction?: string;
  yes?: boolean;
}

/** Lists plans; with a name, adds or changes one. */
export async function planGrants(context: CommandContext<PlanFlags>): Promise<void> {
  const { globals, options, args, terminal } = context;
  const { client } = await context.connect();
  const { workspace } = globals;
  const plans = await client.grant.plans.list({ workspace });
  const name = args[0] as string | undefined;
  if (name === undefined) {
    if (globals.json) return context.printJson('grant-plans/1', { plans });
    return terminal.out(listed(plans, terminal));
  }
  const before = plans.find(
    (plan) => plan.state === 'active' && plan.name.toLowerCase() === name.toLowerCase(),
  );
  const wish = wishOf(name, before, options);
  if (!options.yes) {
    if (globals.json) return context.printJson('grant-plan/1', { dry_run: true, plan: wish });
    const verb = before ? 'change' : 'add';
    return terminal.out(
      `Would ${verb} the plan ${name}: ${basisText(wish.basis)}. Nothing was written; add --yes.\n`,
    );
  }
  const plan = await client.grant.plans.put({ workspace, ...wish });
  if (globals.json) return context.printJson('grant-plan/1', { dry_run: false, plan });
  terminal.out(`${before ? 'Changed' : 'Added'} ${plan.name} (${plan.id}): ${basisText(plan.basis)}.\n`);
  for (const { text } of plan.notes) terminal.out(`  ${text}\n`);
}

function wishOf(name: string, before: GrantPlan | undefined, flags: PlanFlags) {
  return {
    ...(before && { id: before.id }),
    name,
    type: flags.type ?? before?.type ?? ('tool_access' as const),
    basis: basisOf(flags, before),
    cadence: flags.cadence ?? before?.cadence ?? ('monthly' as const),
    valid_periods: before?.valid_periods ?? 1,
    rollover: {
      percent: rolloverOf(flags.rollover) ?? before?.rollover.percent ?? 25,
      cap: before?.rollover.cap ?? null,
    },
    surplus: before?.surplus ?? ('team_pool' as const),
    transfer: flags.transfer ?? before?.transfer ?? ('none' as const),
    personal_use: flags.personalUse ?? before?.personal_use ?? false,
    purpose: before?.purpose ?? ('research_and_development' as const),
    jurisdiction: flags.jurisdiction ?? before?.jurisdiction ?? 'US',
  };
}

function rolloverOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^(100|\d{1,2})$/.test(text)) return Number(text);
  throw usageError(`--rollover ${text} is no percent`, 'Write a whole number from 0 to 100.');
}

function basisOf({ share, amount, per }: PlanFlags, before: GrantPlan | undefined): GrantPlan['basis'] {
  if (share !== undefined && amount !== undefined) {
    throw usageError('--share and --amount are two bases', 'Give one of them.');
  }
  if (share !== undefined) return { kind: 'share_of_base', share };
  if (amount !== undefined) {
    return per === 'day'
      ? { kind: 'daily_allowance', amount }
      : { kind: 'fixed', amount, per: per ?? 'year' };
  }
  if (before) return before.basis;
  throw usageError('a plan needs an amount', 'Give --amount 500 --per month, or --share 0.5.');
}

function basisText(basis: GrantPlan['basis']): string {
  switch (basis.kind) {
    case 'share_of_base':
      return `${basis.share} of base pay`;
    case 'fixed':
      return `${usdFigure(basis.amount)} a ${basis.per}`;
    case 'daily_allowance':
      return `${usdFigure(basis.amount)} a working day`;
    default:
      return `${basis.bands.length} bands of roles`;
  }
}

function listed(
  plans: readonly GrantPlan[],
  { columns: width, style }: CommandContext<PlanFlags>['terminal'],
): string {
  if (plans.length === 0)
    return 'No plans yet. Add one: exchequer grant plan NAME --amount 500 --per month --yes\n';
  const columns = ['Id', 'Name', 'Type', 'Basis', 'Lots', 'Rolls over', 'Grants'].map((title, at) => ({
    title,
    dropOrder: at === 0 || at === 2 ? 1 : 0,
  }));
  const rows = plans.map((plan) => ({
    cells: [
      plan.id,
      plan.state === 'retired' ? `${plan.name} (retired)` : plan.name,
      plan.type.replaceAll('_', ' '),
      basisText(plan.basis),
      plan.cadence,
      `${plan.rollover.percent} %`,
      String(plan.active_grants),
    ],
  }));
  return renderTable({ columns, rows }, width, style);
}
