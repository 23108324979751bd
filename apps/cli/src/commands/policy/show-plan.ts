import type { PolicyAction, PolicyChangeView, PolicyPlanView } from '@exchequer/model/contract';
import { groupDigits, type Style, type Terminal } from '../../output/index.ts';
import { printOpenCharges, printSections, sectionChanges } from './show-sections.ts';

const signs: Record<PolicyAction, string> = {
  create: '+',
  change: '~',
  move: '↻',
  adopt: '↻',
  release: '↻',
  close: '-',
  same: ' ',
};

/** What of a plan is drawn; a plan that was applied long ago has no open charges. */
type Drawn = Pick<PolicyPlanView, 'changes' | 'summary' | 'purposes' | 'cost_centres'> &
  Partial<Pick<PolicyPlanView, 'open_charges'>>;

/**
 * Draws a plan: what becomes of each envelope, from what to what, and of the money of this period; then
 * of purposes and cost centres.
 */
export function printPlan(plan: Drawn, terminal: Terminal): void {
  const { style } = terminal;
  const changes = plan.changes.filter(({ action }) => action !== 'same');
  for (const change of changes) {
    const sign = colored(style, change.action, signs[change.action]);
    const name = style.bold(change.path);
    terminal.out(`${sign} ${name}  ${change.key}, ${verbOf(change)}\n`);
    for (const line of linesOf(change)) terminal.out(`    ${line}\n`);
  }
  if (changes.length > 0) terminal.out('\n');
  terminal.out(`${summaryText(plan.summary)}\n`);
  printSections(plan, terminal);
  printOpenCharges(plan.open_charges ?? null, terminal);
}

const verbOf = ({ action, kind }: PolicyChangeView): string => {
  const noun = kind.replace('_', ' ');
  if (action === 'create') return `new ${noun} envelope`;
  if (action === 'move') return 'moves';
  if (action === 'adopt') return 'taken over from the web app';
  if (action === 'release') return 'handed back to the web app';
  if (action === 'close') return 'closes';
  return 'changes';
};

function linesOf({ action, fields, money }: PolicyChangeView): string[] {
  const shown = action === 'create' ? fields.filter(({ field }) => wanted.has(field)) : fields;
  const width = Math.max(0, ...shown.map(({ field }) => field.length));
  const said = shown.map(({ field, from, to }) =>
    action === 'create'
      ? `${labelOf(field).padEnd(width)}  ${figure(to)}`
      : `${labelOf(field).padEnd(width)}  ${figure(from)} → ${figure(to)}`,
  );
  return money ? [...said, moneyLine(money)] : said;
}

/** What a reader wants to know of a new envelope; its name and place stand above. */
const wanted = new Set(['covers', 'limit', 'period', 'enforcement', 'rollover', 'overdraft', 'owner']);

const labelOf = (field: string): string => (field === 'managed_by' ? 'owned by' : field);

/** Amounts with thousands separated; other text as it is. */
const figure = (text: string | null): string =>
  text === null ? 'none' : text.replace(/\d+(\.\d+)?(?= [A-Z]{3}\b)/g, (digits) => groupDigits(digits));

function moneyLine(money: NonNullable<PolicyChangeView['money']>): string {
  const amount = (value: string) => `${groupDigits(value)} ${money.currency}`;
  const used = `${amount(money.used)} used`;
  return `in ${money.period_key}: ${used}, free ${amount(money.available_before)} → ${amount(money.available_after)}`;
}

function colored(style: Style, action: PolicyAction, sign: string): string {
  if (action === 'close') return style.stop(sign);
  return action === 'create' ? style.bold(sign) : style.warn(sign);
}

type Summary = PolicyPlanView['summary'];

const listed = (parts: readonly [number, string][]): string =>
  parts
    .filter(([count]) => count > 0)
    .map(([count, what]) => `${count} ${what}`)
    .join(', ');

/** Such as "3 to create, 1 to change, 36 as they are." */
export function summaryText(summary: Summary): string {
  const said = listed([
    [summary.create, 'to create'],
    [summary.change, 'to change'],
    [summary.move, 'to move'],
    [summary.adopt, 'to take over'],
    [summary.release ?? 0, 'to hand back'],
    [summary.close, 'to close'],
    [summary.same, 'as they are'],
    [summary.untouched, 'of the web app left alone'],
  ]);
  return said ? `${said}.` : 'Nothing to do: the file is empty.';
}

/** What was done, such as "3 created, 1 changed". */
export function doneText(summary: Summary): string {
  const said = listed([
    [summary.create, 'created'],
    [summary.change, 'changed'],
    [summary.move, 'moved'],
    [summary.adopt, 'taken over'],
    [summary.release ?? 0, 'handed back'],
    [summary.close, 'closed'],
  ]);
  return said || 'no envelope changed';
}

/** How many envelopes, rules and cost centres a plan touches. */
export const changeCount = (plan: Pick<PolicyPlanView, 'summary' | 'purposes' | 'cost_centres'>): number => {
  const { create, change, move, adopt, release = 0, close } = plan.summary;
  return create + change + move + adopt + release + close + sectionChanges(plan);
};
