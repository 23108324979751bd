import type { ReactNode } from 'react';

/** The figures a page is about, at most five, on one line; two by two on a phone. */
export function HeroLine({ children, label = 'Main figures' }: { children: ReactNode; label?: string }) {
  return (
    <section
      aria-label={label}
      className="grid grid-cols-5 border-t border-ink border-b border-b-line max-lg:grid-cols-3 max-sm:grid-cols-2"
    >
      {children}
    </section>
  );
}

/** The place of one figure on the line. */
export function HeroCell({ children }: { children: ReactNode }) {
  return (
    <div className="relative min-w-0 border-line px-4 py-3.5 not-last:border-r first:pl-0 last:pr-0 max-lg:border-b max-lg:px-3 sm:max-lg:nth-[3n+1]:pl-0 max-sm:even:pr-0 max-sm:odd:border-r max-sm:odd:pl-0">
      {children}
    </div>
  );
}

/** What a figure is called, and how it is known behind it. */
export function HeroName({ children, mark }: { children: ReactNode; mark?: ReactNode }) {
  return (
    <div className="flex items-center gap-1.5 text-[12.5px] text-mute">
      <span className="truncate">{children}</span>
      {mark}
    </div>
  );
}

const size =
  'mt-0.5 block text-left text-[26px] leading-[1.25] font-[600] tracking-[-0.025em] max-sm:text-[22px]';

/** The figure itself; with `onOpen` the whole cell opens it. */
export function HeroValue({
  children,
  onOpen,
  opens,
}: {
  children: ReactNode;
  onOpen?: () => void;
  /** What a click shows. */
  opens?: string;
}) {
  if (!onOpen) return <div className={size}>{children}</div>;
  return (
    <button
      type="button"
      onClick={onOpen}
      title={opens}
      className={`${size} after:absolute after:inset-0 hover:text-accent`}
    >
      {children}
    </button>
  );
}

/** The line under a figure. */
export function HeroNote({ children }: { children: ReactNode }) {
  return <div className="min-h-[18px] text-[12.5px] text-mute">{children}</div>;
}
