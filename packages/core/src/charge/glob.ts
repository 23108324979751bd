/**
 * Whether text matches a pattern in which `*` stands for anything; letters' case counts for nothing.
 * An empty pattern matches everything. Linear in the text, whatever the pattern.
 */
export function matchesGlob(pattern: string, text: string): boolean {
  if (pattern === '') return true;
  const parts = pattern.toLowerCase().split('*');
  const subject = text.toLowerCase();
  const first = parts[0] ?? '';
  if (parts.length === 1) return subject === first;
  const last = parts.at(-1) ?? '';
  if (!subject.startsWith(first) || subject.length < first.length + last.length) return false;
  if (!subject.endsWith(last)) return false;
  let at = first.length;
  for (const part of parts.slice(1, -1)) {
    const found = subject.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return at <= subject.length - last.length;
}
