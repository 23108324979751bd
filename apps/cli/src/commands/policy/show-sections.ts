import type {
  PolicyPlanView,
  PolicySectionAction,
  PolicySectionChangeView,
  PolicySectionView,
  PolicyVersionView,
} from '@exchequer/model/contract';
import { groupDigits, type Terminal } from '../../output/index.ts';

type Sections = Pick<PolicyPlanView, 'purposes' | 'cost_centres'>;
type SectionSummary = NonNullable<PolicyVersionView['purposes']>;

const signs: Record<PolicySectionAction, string> = {
  add: '+',
  change: '~',
  move: '↻',
  remove: '-',
  same: ' ',
};
const verbs: Record<PolicySectionAction, string> = {
  add: 'new',
  change: 'changes',
  move: 'moves',
  remove: 'goes',
  same: 'as it is',
};

const namesOf = ({ purposes, cost_centres: centres }: Sections) =>
  [
    { title: 'Purpose rules', noun: 'rule', section: purposes },
    { title: 'Cost centres', noun: 'cost centre', section: centres },
  ].filter((one): one is typeof one & { section: PolicySectionView } => one.section !== null);

/** Draws what becomes of purpose rules and cost centres, where the file has a say in them. */
export function printSections(plan: Sections, terminal: Terminal): void {
  for (const { title, noun, section } of namesOf(plan)) {
    for (const change of section.changes) if (change.action !== 'same') printChange(change, noun, terminal);
    terminal.out(`${title}: ${sectionText(section.summary)}.\n`);
  }
}

function printChange(
  { action, key, fields }: PolicySectionChangeView,
  noun: string,
  terminal: Terminal,
): void {
  const { style } = terminal;
  const sign = action === 'remove' ? style.stop(signs[action]) : style.warn(signs[action]);
  terminal.out(`${sign} ${style.bold(key)}  ${noun}, ${verbs[action]}\n`);
  if (action === 'remove') return;
  const width = Math.max(0, ...fields.map(({ field }) => field.length));
  for (const { field, from, to } of fields) {
    const said = action === 'add' ? `${to}` : `${from ?? 'none'} → ${to ?? 'none'}`;
    terminal.out(`    ${field.padEnd(width)}  ${said}\n`);
  }
}

const owning = {
  take: 'taken over from the web app',
  keep: '',
  release: 'handed back to the web app as they are',
};

/** Such as "taken over from the web app, 2 added, 1 moved, 7 as they are". */
function sectionText({ ownership, add, change, move, remove, same }: SectionSummary): string {
  const counts: [number, string][] = [
    [add, 'added'],
    [change, 'changed'],
    [move, 'moved'],
    [remove, 'removed'],
    [ownership === 'release' ? 0 : same, 'as they are'],
  ];
  const parts = [owning[ownership], ...counts.map(([count, what]) => (count > 0 ? `${count} ${what}` : ''))];
  return parts.filter(Boolean).join(', ') || 'none';
}

/** How many things a plan does to purpose rules and cost centres; a change of hands is one. */
export const sectionChanges = (plan: Sections): number =>
  namesOf(plan).reduce((sum, { section: { summary } }) => sum + changesIn(summary), 0);

const changesIn = ({ ownership, add, change, move, remove }: SectionSummary): number =>
  add + change + move + remove + (ownership === 'keep' ? 0 : 1);

/** What a version did to them, such as "purpose rules: 1 changed"; empty where nothing. */
export const sectionsDone = ({
  purposes,
  cost_centres,
}: Pick<PolicyVersionView, 'purposes' | 'cost_centres'>) =>
  [
    { noun: 'purpose rules', summary: purposes },
    { noun: 'cost centres', summary: cost_centres },
  ].flatMap(({ noun, summary }) =>
    summary && changesIn(summary) > 0 ? [`${noun}: ${sectionText({ ...summary, same: 0 })}`] : [],
  );

/** What is booked already and would be tagged otherwise; silent when there is none. */
export function printOpenCharges(open: PolicyPlanView['open_charges'], terminal: Terminal): void {
  if (!open || open.charges === 0) return;
  const charges = `${groupDigits(String(open.charges))} open ${open.charges === 1 ? 'charge' : 'charges'}`;
  terminal.out(
    `${charges} of $${groupDigits(open.amount)} would be tagged anew; applying leaves them as booked. Then: ${open.command}\n`,
  );
}
