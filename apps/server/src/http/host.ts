import { isIP } from 'node:net';

/** The name in a `Host` header, without port and brackets, lower-cased; null when there is none. */
function hostName(header: string | undefined): string | null {
  const match = /^(?:\[([0-9a-f:.]+)\]|([^:[\]\s]+))(?::\d{1,5})?$/i.exec(header ?? '');
  return (match?.[1] ?? match?.[2])?.toLowerCase() ?? null;
}

/**
 * Whether a request under this `Host` may be served. A page of a stranger can point its own DNS
 * name at 127.0.0.1 and so talk to this server from the victim's browser (DNS rebinding); its
 * requests then carry its name. Addresses cannot be rebound, so they and the loopback names pass.
 */
export function hostAllowed(header: string | undefined, publicUrl: string | null): boolean {
  const name = hostName(header);
  if (name === null) return false;
  if (isIP(name) !== 0 || name === 'localhost' || name.endsWith('.localhost')) return true;
  return publicUrl !== null && name === new URL(publicUrl).hostname.toLowerCase();
}

/** Whether a page may call under this `Origin`: none is a program, and pages are those of this server. */
export function originAllowed(header: string | undefined, publicUrl: string | null): boolean {
  if (header === undefined) return true;
  return URL.canParse(header) && hostAllowed(new URL(header).host, publicUrl);
}
