/** The object that a field holds, as JSON or as its text; an empty one when it holds none. */
export function objectOf(value: unknown): Record<string, unknown> {
  const parsed = typeof value === 'string' ? parseObject(value) : value;
  return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)
    ? (parsed as Record<string, unknown>)
    : {};
}

function parseObject(text: string): unknown {
  if (!text.trimStart().startsWith('{')) return null;
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** A text or number of an object as text; '' otherwise. */
export function textAt(object: Record<string, unknown>, ...names: string[]): string {
  for (const name of names) {
    const value = object[name];
    if (typeof value === 'string' && value.trim() !== '') return value.trim();
    if (typeof value === 'number') return String(value);
  }
  return '';
}
