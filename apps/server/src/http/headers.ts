import type { ServerResponse } from 'node:http';

/**
 * Pages load scripts, styles, fonts and data from here alone. Inline styles are allowed because
 * the component library writes some; inline scripts only by the hash of those in our own page.
 */
export function contentSecurityPolicy(scriptHashes: readonly string[]): string {
  const scripts = ["'self'", ...scriptHashes.map((hash) => `'sha256-${hash}'`)].join(' ');
  return [
    "default-src 'none'",
    `script-src ${scripts}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    "connect-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');
}

const always: Record<string, string> = {
  'content-security-policy': contentSecurityPolicy([]),
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
  'cache-control': 'no-store',
};

/** Sets what every answer carries; single routes may overwrite it. */
export function setSecurityHeaders(res: ServerResponse, requestId: string, https: boolean): void {
  for (const [name, value] of Object.entries(always)) res.setHeader(name, value);
  res.setHeader('request-id', requestId);
  if (https) res.setHeader('strict-transport-security', 'max-age=31536000');
}
