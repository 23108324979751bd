import { permits } from '@exchequer/core/access';
import { formatUsd, type LinkRule, linkRules, parseUsd } from '@exchequer/model';
import type { DateRange, WorkItem } from '@exchequer/model/contract';
import type { CoverageSums, LinkRow, Work } from '@exchequer/store/analytics/link';
import { administering, reading } from './base.ts';
import type { ApiContext } from './context.ts';
import { type OutcomeTerms, outcomeTerms, viewOutcome } from './outcome-view.ts';
import { refusal, resultsOf } from './problem.ts';

const ruleName = (rule: string): string => linkRules[rule as LinkRule]?.name ?? rule;

const headless = 'the session’s own record is missing: only a subagent’s';
const incompleteOf = (sessions: string): string[] => (sessions === '0' ? [] : [headless]);

function itemOf(work: Work, terms: OutcomeTerms): WorkItem {
  const linked = work.requests !== '0';
  return {
    work_key: work.work_key,
    kind: work.kind,
    cost: work.cost,
    tokens: work.tokens,
    requests: work.requests,
    sessions: work.sessions,
    commits: work.commits,
    outcomes: work.outcomes.map((row) => viewOutcome(row, terms, linked)),
    weakest_rule: work.weakest_rule || null,
    incomplete: incompleteOf(work.headless),
  };
}

/** A range of too few persons tells what those have spent; a list of its work would, too. */
async function tellable({ services, actor }: ApiContext, workspace: 'live' | 'sample', range: DateRange) {
  const needs = await services.reports.withheld(workspace, range, actor.id);
  if (needs === null) return;
  throw refusal(
    403,
    'too-few-persons',
    `this needs ${needs}`,
    'Widen the range. What is your own stands on Me.',
  );
}

/** Work that is one person's: among five and more nobody else is told what it cost. */
async function ofOnePerson({ services }: ApiContext, workspace: 'live' | 'sample') {
  const inForce = await services.reports.protects(workspace);
  return (key: string): boolean => inForce && /^(session|branch|commit):/.test(key);
}

const works = reading.outcome.works.handler(async ({ input, context }) => {
  const { workspace, range, kind, search, limit } = input;
  await tellable(context, workspace, range);
  const isPersonal = await ofOnePerson(context, workspace);
  const offset = Math.max(0, Number(input.cursor ?? 0) || 0);
  const asked = { range, kind, search, limit: limit + 1, offset };
  const found = await context.services.links.works(workspace, asked);
  const page = found.slice(0, limit);
  const terms = await outcomeTerms(context, workspace);
  return {
    items: page.filter(({ work_key }) => !isPersonal(work_key)).map((work) => itemOf(work, terms)),
    next_cursor: found.length > limit ? String(offset + limit) : null,
  };
});

const linkView = ({ from, to, rule, confidence, evidence, revoked }: LinkRow) => ({
  from,
  to,
  rule,
  rule_name: ruleName(rule),
  confidence: confidence / 1000,
  evidence,
  manual: rule === 'manual',
  revoked: revoked === 1,
});

const work = reading.outcome.work.handler(async ({ input, context }) => {
  const { workspace, work_key: key } = input;
  const session = key.startsWith('session:');
  // A session is one person's; who may look at every one of them is who sets links by hand.
  const maySeeSessions = permits(context.actor.scopes, 'admin');
  const isPersonal = await ofOnePerson(context, workspace);
  const hidden = isPersonal(key) || (session && !maySeeSessions);
  const found = hidden ? null : await context.services.links.work(workspace, key);
  if (!found) {
    throw refusal(
      404,
      'work-item-unknown',
      `nothing is known of ${key}`,
      'List what is known: exchequer work, or POST /api/w/live/work-items.',
    );
  }
  const terms = await outcomeTerms(context, workspace);
  const links = found.links.filter(
    ({ from, to }) =>
      !(isPersonal(from) || isPersonal(to)) &&
      (maySeeSessions || !(from.startsWith('session:') || to.startsWith('session:'))),
  );
  return { ...itemOf(found, terms), links: links.map(linkView) };
});

/** Linked spend as a share of all; four digits, rounded down, so that nothing reads as all before it is. */
function shareOf({ cost, linked }: CoverageSums): string | null {
  const [all, part] = [parseUsd(cost), parseUsd(linked)];
  if (all <= 0n) return null;
  const tenThousandths = (part * 10_000n) / all;
  return `${tenThousandths / 10_000n}.${String(tenThousandths % 10_000n).padStart(4, '0')}`;
}

const coverage = reading.outcome.coverage.handler(async ({ input, context }) => {
  const { workspace, range } = input;
  await tellable(context, workspace, range);
  const sums = await context.services.links.coverage(workspace, range);
  const lost = sums.lost_commits === '0' ? [] : [`commits of sessions in no log read: ${sums.lost_commits}`];
  return {
    range,
    cost: sums.cost,
    linked_cost: sums.linked,
    unlinked_cost: formatUsd(parseUsd(sums.cost) - parseUsd(sums.linked)),
    linked_share: shareOf(sums),
    by_rule: sums.by_rule,
    outcomes: sums.outcomes,
    outcomes_without_usage: sums.outcomes_without_usage,
    outcomes_without_worker: sums.outcomes_without_worker,
    incomplete: [...incompleteOf(sums.headless), ...lost],
  };
});

const results = resultsOf<{ refused: string; detail: string; fix: string }>({});

const setLink = administering.outcome.setLink.handler(async ({ input, context }) => {
  const { workspace, ...wish } = input;
  const link = results(await context.services.links.setLink(workspace, wish, context.actor.id));
  return linkView({
    from: link.from,
    to: link.to,
    rule: link.rule,
    confidence: linkRules[link.rule].confidencePermille,
    evidence: link.evidence,
    revoked: link.revoked ? 1 : 0,
  });
});

/** How usage reached work: the part of outcomes that links tell. */
export const outcomeWork = { works, work, coverage, setLink };
