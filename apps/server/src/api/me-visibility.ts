import type { Visibility } from '@exchequer/model/contract';
import type { Sql } from 'postgres';

/**
 * Who sees what about a person. Each sentence is the law of one reader in this API; whoever changes a
 * reader changes its sentence.
 */
export const visibilityRules: Visibility['rules'] = [
  {
    who: 'You',
    sees:
      'Your spend by day, model, repository and session, your balance, your keys, your grants and your pay, and your ' +
      'statement of a month with what came of your work and when a budget stopped you.',
    where: 'Me, Grants',
  },
  {
    who: 'Everyone who may read reports',
    sees:
      'Sums in which your usage counts. Once five persons are known: of five persons and more, none of whom makes up more ' +
      'than four fifths, by team, model, repository and the like, never by session. Never a sum per person.',
    where: 'Today, Explore, Value',
  },
  {
    who: 'Everyone who may read reports',
    sees:
      'Single calls without your name, address, folders, session and branch: time, model, tokens and cost, and the team ' +
      'and repository where five persons and more worked there. Who was beside you at that minute can recognise it. ' +
      'While fewer than five persons are known, session, repository and branch as well.',
    where: 'Explore, list of events',
  },
  {
    who: 'Everyone who may read reports',
    sees:
      'What a ticket, a pull request or a workflow cost that usage is linked to. Who knows that it was yours alone knows ' +
      'what you used for it. Sessions, branches and commits are left out once five persons are known.',
    where: 'Value, work',
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
    who: 'Whoever holds a gateway key of yours',
    sees:
      'What is left of your budget (and can ask for more of it), what a call cost that this very key made, and advice ' +
      'about you and your agents. Not what you spent by day, repository or session, and no other key.',
    where: 'gateway, MCP',
  },
  {
    who: 'The owner of your envelope, who may read reports',
    sees: 'Its limit, what of it is spent, held and free, its spend per day, and its statement of a month by provider and model.',
    where: 'Budgets, Ledger',
  },
  {
    who: 'Admins',
    sees:
      'The same of every envelope, your requests for more with their reasons, and on a booking which worker it counts ' +
      'to. No page adds up for them what a person spends by repository or session. While fewer than five persons are ' +
      'known, on a single call too.',
    where: 'Budgets, Ledger',
  },
  {
    who: 'Two admins together',
    sees:
      'What you see of your own spend, for a purpose that they state, once a second of them has agreed, for four hours ' +
      'at most. Each step and each look is written down below, with the purpose.',
    where: 'Settings, privacy',
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
  'compensation.put': 'changed your pay',
  'grant.read': 'saw your grants',
  'statement.read': 'opened your statement',
  'glass.request': 'asked to open what stands about you',
  'glass.agree': 'agreed that it be opened',
  'glass.refuse': 'refused that it be opened',
  'glass.look': 'looked at what you have spent',
  'glass.end': 'closed it again',
};

/**
 * Everything in the audit trail that is about a person and was done by somebody else, newest first, of
 * a span of time where one is asked for. What one does oneself is no look.
 */
export async function looksAt(
  sql: Sql,
  workspace: string,
  { workerId, actorId }: { workerId: string; actorId: string },
  span: { from: Date; to: Date } | null = null,
): Promise<(Visibility['looks'][number] & { purpose: string })[]> {
  const rows = await sql<{ at: Date; who: string; action: string; view: string | null; purpose: string }[]>`
    select at, actor_name as who, action, detail->>'view' as view, coalesce(detail->>'purpose', '') as purpose from audit_entry
    where workspace = ${workspace} and subject = ${workerId} and actor_id <> ${actorId}
      ${span ? sql`and at >= ${span.from} and at < ${span.to}` : sql``}
    order by audit_entry.id desc limit ${looksShown}`;
  return rows.map(({ at, who, action, view, purpose }) => {
    const what = lookWords[action] ?? action.replaceAll(/[._]/g, ' ');
    const said = view ? `${what}: ${view}` : what;
    return { at: at.toISOString(), who, what: purpose ? `${said}, for: ${purpose}` : said, purpose };
  });
}
