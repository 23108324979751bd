/** The place in a list after which the next page begins, as text for the caller to hand back. */
export function cursorOf(parts: readonly string[]): string {
  return Buffer.from(JSON.stringify(parts)).toString('base64url');
}

/** The parts of a cursor; null without one and for anything that is not one of ours. */
export function partsOf(cursor: string | undefined, count: number): string[] | null {
  if (!cursor) return null;
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    const ours =
      Array.isArray(parts) && parts.length === count && parts.every((part) => typeof part === 'string');
    return ours ? parts : null;
  } catch {
    return null;
  }
}
