const plainName = 'exq_session';
/** The prefix makes browsers refuse the cookie from anything but https and this very host. */
const secureName = '__Host-exq_session';
/** Browsers keep cookies 400 days at most; the session itself ends earlier when it is idle. */
const maxAgeSeconds = 400 * 24 * 3600;

const isHttps = (baseUrl: string) => baseUrl.startsWith('https:');

function cookie(baseUrl: string, value: string, maxAge: number): string {
  const secure = isHttps(baseUrl);
  const name = secure ? secureName : plainName;
  return `${name}=${value}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${maxAge}${secure ? '; Secure' : ''}`;
}

/** `Set-Cookie` that hands a session's secret to the browser. */
export function sessionCookie(secret: string, baseUrl: string): string {
  return cookie(baseUrl, secret, maxAgeSeconds);
}

/** `Set-Cookie` that takes it away again. */
export function clearSessionCookie(baseUrl: string): string {
  return cookie(baseUrl, '', 0);
}

/** The session's secret in a `Cookie` header, or null. */
export function readSessionCookie(header: string | undefined, baseUrl: string): string | null {
  if (!header) return null;
  const wanted = `${isHttps(baseUrl) ? secureName : plainName}=`;
  for (const part of header.split(';')) {
    const pair = part.trim();
    if (pair.startsWith(wanted) && pair.length > wanted.length) return pair.slice(wanted.length);
  }
  return null;
}
