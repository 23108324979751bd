/** Most characters of a text that are looked through for keys. */
const longest = 500;

/**
 * What may be ticket keys in a branch or title, in order, lower case: `abc-12` and `12-fix` of
 * `feature/ABC-12-fix`. Whether one is a key is for others to know, see {@link namesTicket}.
 */
export function ticketCandidates(text: string): string[] {
  const words = text
    .slice(0, longest)
    .toLowerCase()
    .split(/[^a-z0-9-]+/);
  const pairs = words.flatMap((word) => {
    const parts = word.split('-');
    return parts.slice(1).map((part, place) => [parts[place] ?? '', part] as const);
  });
  return [
    ...new Set(pairs.filter(([head, rest]) => /^[a-z]/.test(head) && rest !== '').map((p) => p.join('-'))),
  ];
}

/**
 * Whether a candidate is a ticket: one that somebody told of, or one that looks like a sibling of
 * those, with their prefix and a number in its second part. `fix-login` is thus none.
 */
export function namesTicket(candidate: string, known: ReadonlySet<string>): boolean {
  if (known.has(candidate)) return true;
  const [prefix = '', rest = ''] = candidate.split('-');
  return /\d/.test(rest) && [...known].some((key) => key.startsWith(`${prefix}-`));
}
