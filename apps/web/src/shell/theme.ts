import { useCallback, useEffect, useState } from 'react';

export const themeChoices = ['system', 'light', 'dark'] as const;
export type ThemeChoice = (typeof themeChoices)[number];

const key = 'exchequer.theme';

function stored(): ThemeChoice {
  try {
    return themeChoices.find((c) => c === localStorage.getItem(key)) ?? 'system';
  } catch {
    return 'system';
  }
}

function apply(choice: ThemeChoice) {
  const dark =
    choice === 'dark' || (choice === 'system' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.dataset.theme = dark ? 'dark' : 'light';
}

/** The reader’s theme: what the system says, unless they chose. Kept on this device only. */
export function useTheme() {
  const [choice, setChoice] = useState<ThemeChoice>(stored);
  useEffect(() => {
    apply(choice);
    const system = matchMedia('(prefers-color-scheme: dark)');
    const follow = () => apply(choice);
    system.addEventListener('change', follow);
    return () => system.removeEventListener('change', follow);
  }, [choice]);
  const choose = useCallback((next: ThemeChoice) => {
    try {
      localStorage.setItem(key, next);
    } catch {
      // Forbidden storage: the choice then lasts for this page.
    }
    setChoice(next);
  }, []);
  return { choice, choose };
}
