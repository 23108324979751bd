import { useRef } from 'react';

/** Random enough that no two wishes of a company share it; works without a secure context too. */
function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return `web-${[...bytes].map((b) => b.toString(16).padStart(2, '0')).join('')}`;
}

/**
 * Idempotency keys of a form: sending the same body again, after a lost answer for instance, keeps its
 * key and does nothing twice; another body is another wish. `fulfilled` ends a wish that came true.
 */
export function useWish(): { keyOf: (body: unknown) => string; fulfilled: () => void } {
  const last = useRef<{ body: string; key: string } | null>(null);
  return {
    keyOf: (body) => {
      const text = JSON.stringify(body);
      if (last.current?.body !== text) last.current = { body: text, key: newKey() };
      return last.current.key;
    },
    fulfilled: () => {
      last.current = null;
    },
  };
}
