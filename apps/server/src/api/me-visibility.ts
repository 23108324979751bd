import type { Visibility } from '@exchequer/model/contract';
import type { Sql } from 'postgres';

/**
 * Who sees what about a person. Each sentence is the law of one reader in this API; whoever changes a
 * reader changes its sentence.
 */
export const visibilityRules: Visibility['rules'] = [
  {
    who: 'You',
    sees: 'Your spend by day, model, repository and session, your balance, your keys, your grants and your pay.',
    where: 'Me, Grants',
  },
  {
    who: 'Everyone who may read reports',
    sees: 'Sums by team, model, repository, branch and session, in which your usage counts. Never a sum per person.',
    where: 'Today, Explore',
  },
  {
    who: 'Everyone who may read reports',
    sees:
      'Single calls without your name, address and folders: time, model, tokens, cost, team, session, repository ' +
      'and branch. Who knows that a session or a branch is yours can recognise it.',
    where: 'Explore, list of events',
  },
  {
    who: 'Everyone who may read reports',
    sees: 'In the ledger, sums of an envelope of yours under an id that names nobody, and those of all persons together.',
    where: 'Ledger',
  },
  {
    who: 'Everyone who may read reports',
    sees: 'Your name and your teams, and those of your agents.',
    where: 'People',
  },
  {
    who: 'Everyone who may read reports',
    sees: 'That a gateway key is yours: its name, first letters, what it may be used for, and when it was last used. Not what it spent.',
    where: 'Gateway, keys',
  },
  {
    who: 'The owner of your envelope, who may read reports',
    sees: 'Its limit, what of it is spent, held and free, its spend per day, and its statement of a month by provider and model.',
    where: 'Budgets, Ledger',
  },
  {
    who: 'Admins',
    sees:
      'The same of every envelope, your requests for more with their reasons, and on a single call or booking which ' +
      'worker it counts to and by which address that is known. No page adds up for them what a person spends by ' +
      'repository or session.',
    where: 'Budgets, Ledger, list of events',
  },
  {
    who: 'Admins',
    sees: 'Your grants and what of them is used. An envelope that lives off grants alone also needs the right to see pay.',
    where: 'Grants, Budgets',
  },
  {
    who: 'Whoever runs the machine',
    sees: 'Everything that is stored, with the tools of its databases. Prompts and completions are not among it.',
    where: 'the data home',
  },
  {
    who: 'Those with the right to see pay',
    sees: 'Your base pay, total compensation and statements. Being an admin does not bring that right.',
    where: 'Grants',
  },
  {
    who: 'Nobody',
    sees: 'What you ask a model and what it answers: prompts and completions pass through and are not stored.',
    where: 'nowhere',
  },
];

const looksShown = 100;

/** Words for what somebody saw or did, by the action of the audit trail. */
const lookWords: Readonly<Record<string, string>> = {
  'compensation.read': 'saw your pay',
  'grant.read': 'saw your grants',
  'statement.read': 'opened your statement',
};

/**
 * Everything in the audit trail that is about a person and was done by somebody else, newest first.
 * What one does oneself is no look.
 */
export async function looksAt(
  sql: Sql,
  workspace: string,
  { workerId, actorId }: { workerId: string; actorId: string },
): Promise<Visibility['looks']> {
  const rows = await sql<{ at: Date; who: string; action: string; view: string | null }[]>`
    select at, actor_name as who, action, detail->>'view' as view from audit_entry
    where workspace = ${workspace} and subject = ${workerId} and actor_id <> ${actorId}
    order by audit_entry.id desc limit ${looksShown}`;
  return rows.map(({ at, who, action, view }) => {
    const what = lookWords[action] ?? action.replaceAll(/[._]/g, ' ');
    return { at: at.toISOString(), who, what: view ? `${what}: ${view}` : what };
  });
}
