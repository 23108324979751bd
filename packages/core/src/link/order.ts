import { type LinkRule, linkRules, type WorkKind } from '@exchequer/model';

/** Rules from the strongest on. */
export const rulesByStrength = Object.keys(linkRules) as LinkRule[];

/**
 * Which way usage walks along links: always to a kind further on, so that a link holds whichever end
 * it was told from, and no walk turns back to the siblings of where it came from.
 */
export const workOrder = [
  'session',
  'workflow',
  'branch',
  'commit',
  'pull_request',
  'ticket',
  'custom',
  'customer',
  'deployment',
  'incident',
] as const satisfies readonly WorkKind[];

/** Branches that many people's work passes through, whose name says nothing of what was worked on. */
export const sharedBranches = ['main', 'master', 'trunk', 'develop', 'development', 'dev', 'head', 'staging'];
