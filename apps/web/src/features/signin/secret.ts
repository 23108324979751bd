/**
 * The secret of a one-time link, from the whole link or from the secret alone. It stands in the
 * fragment, which browsers send to no server.
 */
export function secretOf(pasted: string): string | null {
  const text = pasted.trim();
  const inLink = /[#?&]token=([^&\s#]+)/.exec(text)?.[1];
  if (inLink) return decodeURIComponent(inLink);
  return /^[\w.~-]{4,200}$/.test(text) ? text : null;
}
