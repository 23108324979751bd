/** A request's target in its parts. */
export interface Target {
  /** Path without doubled prefixes, starting with `/v1/` where a version is meant. */
  path: string;
  /** Segments after the version. */
  segments: readonly string[];
  query: string;
}

/**
 * Path and query of a request's target. Some clients' base URL ends with `/v1` and some do not, and
 * some add their own: `/v1/x`, `/x` and `/v1/v1/x` are one. Null for what no provider would take:
 * empty or dotted segments, which proxies and servers read differently.
 */
export function targetOf(target: string): Target | null {
  const known = cutUp.get(target);
  if (known) return known;
  const found = cutTarget(target);
  // What stands in a query is told once, and may be a key.
  if (found?.query === '' && target.length <= longestKept) {
    if (cutUp.size >= mostKept) cutUp.clear();
    cutUp.set(target, found);
  }
  return found;
}

/** Targets that were cut up already: the same few are called over and over. */
const cutUp = new Map<string, Target>();
const mostKept = 1_000;
const longestKept = 200;

function cutTarget(target: string): Target | null {
  const mark = target.indexOf('?');
  const path = mark < 0 ? target : target.slice(0, mark);
  const query = mark < 0 ? '' : target.slice(mark);
  if (!path.startsWith('/')) return null;
  const segments = path.slice(1).split('/');
  while (segments[0] === 'v1') segments.shift();
  if (segments.at(-1) === '') segments.pop();
  if (segments.some((segment) => segment === '' || dotted.test(segment))) return null;
  return { path: `/v1/${segments.join('/')}`, segments, query };
}

/** A segment that a server could take for another place, written plainly or escaped. */
const dotted = /^(?:\.|%2e){1,2}$|%2f|%5c|%00|\\|[^\x21-\x7e]/i;
