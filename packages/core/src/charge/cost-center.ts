import { covers } from '../workforce/index.ts';

/** A place to which cost is charged. Days are company days, half-open. */
export interface CostCenter {
  /** Its name in the books: `expense/<purpose>/<key>`. */
  key: string;
  name: string;
  teamIds: readonly string[];
  /** Names under which sources claim it, besides its key. */
  claims: readonly string[];
  validFrom: string | null;
  validTo: string | null;
}

/** The cost centres of a workspace and where the rest goes; '' leaves it unassigned. */
export interface CostCenters {
  centers: readonly CostCenter[];
  defaultKey: string;
}

/**
 * The cost centre of usage: the one that its source claims, if it is known; else that of the nearest
 * team up the tree; else the default.
 * @param teams the usage's team and the teams above it, nearest first
 */
export function costCenterOf(
  { centers, defaultKey }: CostCenters,
  claim: string,
  teams: readonly string[],
  day: string,
): string {
  const valid = centers.filter((center) => covers(center, day));
  if (claim !== '') {
    const wanted = claim.toLowerCase();
    const claimed = valid.find(({ key, claims }) => [key, ...claims].some((c) => c.toLowerCase() === wanted));
    if (claimed) return claimed.key;
  }
  for (const team of teams) {
    const found = valid.find(({ teamIds }) => teamIds.includes(team));
    if (found) return found.key;
  }
  return defaultKey;
}
