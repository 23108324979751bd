const compiled = new Map<string, RegExp>();
const most = 10_000;

/** Whether a name fits a pattern: `*` stands for any characters, everything else for itself. */
export function fits(pattern: string, name: string): boolean {
  if (pattern === name || pattern === '*') return true;
  const star = pattern.indexOf('*');
  if (star < 0) return false;
  if (star === pattern.length - 1) return name.startsWith(pattern.slice(0, -1));
  return regexOf(pattern).test(name);
}

export const fitsAny = (patterns: readonly string[], name: string): boolean =>
  patterns.some((pattern) => fits(pattern, name));

function regexOf(pattern: string): RegExp {
  const known = compiled.get(pattern);
  if (known) return known;
  const parts = pattern.split(/\*+/).map((part) => part.replace(/[\\^$.|?+()[\]{}]/g, '\\$&'));
  const made = new RegExp(`^${parts.join('[^]*')}$`);
  if (compiled.size >= most) compiled.clear();
  compiled.set(pattern, made);
  return made;
}
