import { useNavigate } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { carried } from '../state/search.ts';
import { useWorkspace } from '../state/view.ts';
import { pages } from './pages.ts';

/** Every key the pages listen to, for the help sheet. */
export const shortcutHelp: readonly (readonly [string, string])[] = [
  ['⌘K or Ctrl K', 'Find a page or an action'],
  ...pages.map((page) => [`g ${page.key}`, `Go to ${page.name}`] as const),
  ['t', 'Choose the range'],
  ['/', 'Add a filter'],
  ['j  k', 'Next, previous row'],
  ['Enter', 'Open the row'],
  ['e', 'Export the table as CSV'],
  ['?', 'This list'],
];

const isTyping = (target: EventTarget | null) =>
  target instanceof HTMLElement &&
  (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

function clickOn(name: string) {
  document.querySelector<HTMLElement>(`[data-shortcut="${name}"]`)?.click();
}

/** Moves the marked row of the page’s main table, or opens it. */
function moveRow(step: number) {
  const rows = [...document.querySelectorAll<HTMLElement>('tr[data-row]')];
  if (rows.length === 0) return;
  const at = rows.findIndex((row) => row.dataset.active === 'true');
  const next = rows[Math.max(0, Math.min(rows.length - 1, at + step))];
  if (at >= 0) delete rows[at]?.dataset.active;
  if (next) {
    next.dataset.active = 'true';
    (next.querySelector<HTMLElement>('[data-opens]') ?? next.querySelector<HTMLElement>('a, button'))?.focus({
      preventScroll: true,
    });
    next.scrollIntoView({ block: 'nearest' });
  }
}

/** Single-key verbs of the whole product; silent while one types or a sheet is open. */
export function useShortcuts(actions: { onPalette: () => void; onHelp: () => void }) {
  const navigate = useNavigate();
  const ws = useWorkspace();
  const pending = useRef<number | null>(null);
  useEffect(() => {
    const go = (key: string) => {
      const page = pages.find((p) => p.key === key);
      if (page) navigate({ to: page.to, params: { ws }, search: carried });
    };
    const verbs: Record<string, () => void> = {
      '/': () => clickOn('filter'),
      t: () => clickOn('range'),
      e: () => clickOn('export'),
      j: () => moveRow(1),
      k: () => moveRow(-1),
      '?': actions.onHelp,
    };
    const onKeyDown = (event: KeyboardEvent) => {
      if ((event.metaKey || event.ctrlKey) && event.key.toLowerCase() === 'k') {
        event.preventDefault();
        actions.onPalette();
        return;
      }
      if (
        event.metaKey ||
        event.ctrlKey ||
        event.altKey ||
        isTyping(event.target) ||
        document.querySelector('[role=dialog]')
      )
        return;
      if (pending.current !== null) {
        clearTimeout(pending.current);
        pending.current = null;
        go(event.key);
        return;
      }
      if (event.key === 'g') {
        pending.current = window.setTimeout(() => {
          pending.current = null;
        }, 1200);
        return;
      }
      const verb = verbs[event.key];
      if (verb) {
        event.preventDefault();
        verb();
      }
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [navigate, ws, actions]);
}
