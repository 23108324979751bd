/** Names of at most `most` models that share parts with a name that is not known, closest first. */
export function closeNames(asked: string, names: Iterable<string>, most = 3): string[] {
  const wanted = partsOf(asked);
  const scored = [...new Set(names)].flatMap((name) => {
    const parts = partsOf(name);
    const shared = [...wanted].filter((part) => parts.has(part)).length;
    // A version alone, such as 4 or 2026, is no likeness.
    const isAlike = [...wanted].some((part) => parts.has(part) && /[a-z]{2}/.test(part));
    return isAlike ? [{ name, score: (2 * shared) / (wanted.size + parts.size) }] : [];
  });
  scored.sort((a, b) => b.score - a.score || a.name.localeCompare(b.name));
  return scored.slice(0, most).map(({ name }) => name);
}

const partsOf = (name: string): Set<string> =>
  new Set(
    name
      .toLowerCase()
      .split(/[^a-z0-9]+/)
      .filter((part) => part !== ''),
  );
