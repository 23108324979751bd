import { Check } from 'lucide-react';
import { createContext, type ReactNode, useCallback, useContext, useEffect, useState } from 'react';

const shownMs = 6_000;

const NoticeContext = createContext<(sentence: string) => void>(() => {});

/** Says what a change brought, where the thing that was changed is gone from the page. */
export const useNotice = () => useContext(NoticeContext);

/** The place where it is said: over the foot of the page, and to screen readers. */
export function Notices({ children }: { children: ReactNode }) {
  const [sentence, setSentence] = useState('');
  const say = useCallback((next: string) => setSentence(next), []);
  useEffect(() => {
    if (sentence === '') return undefined;
    const timer = setTimeout(() => setSentence(''), shownMs);
    return () => clearTimeout(timer);
  }, [sentence]);
  return (
    <NoticeContext value={say}>
      {children}
      <output
        aria-live="polite"
        className="pointer-events-none fixed inset-x-0 bottom-6 z-40 flex justify-center px-4 max-sm:bottom-20"
      >
        {sentence ? (
          <span className="overlay flex items-center gap-2 rounded-md bg-ink px-4 py-2 text-[13.5px] text-paper">
            <Check size={14} aria-hidden /> {sentence}
          </span>
        ) : null}
      </output>
    </NoticeContext>
  );
}
