import { createHash } from 'node:crypto';
import type { Attributes, Origin } from './shape.ts';

/** 128-bit stable hash of some texts, in hex. Lengths are mixed in, so that no two lists run together. */
export function stableHash(...parts: readonly string[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(`${part.length}:`).update(part);
  return hash.digest('hex').slice(0, 32);
}

/** Attributes in one order whatever order they were sent in. */
export function canonical(attributes: Attributes): string {
  return [...attributes]
    .map(([key, value]) => JSON.stringify([key, value]))
    .sort()
    .join(',');
}

const origins = new WeakMap<Origin, string>();

/** A group’s resource and scope as one text; worked out once per group. */
export function originKey(origin: Origin): string {
  let key = origins.get(origin);
  if (key === undefined) {
    key = stableHash(canonical(origin.resource), origin.scope, origin.scopeVersion);
    origins.set(origin, key);
  }
  return key;
}
