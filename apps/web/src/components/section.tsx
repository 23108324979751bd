import { useLocation } from '@tanstack/react-router';
import { type ReactNode, useEffect, useRef } from 'react';
import { PageName } from './page-name.tsx';

/** A titled part of a page that a link can lead to. */
export function Section({
  id,
  title,
  sub,
  tools,
  children,
}: {
  id: string;
  title: string;
  sub?: ReactNode;
  tools?: ReactNode;
  children: ReactNode;
}) {
  const ref = useRef<HTMLElement>(null);
  const hash = useLocation({ select: (l) => l.hash });
  useEffect(() => {
    if (hash === id) ref.current?.scrollIntoView({ block: 'start' });
  }, [id, hash]);
  return (
    <section ref={ref} id={id} className="mt-10 scroll-mt-4" aria-labelledby={`${id}-title`}>
      <div className="mb-2 flex flex-wrap items-end justify-between gap-3 border-b border-ink pb-1.5">
        <div>
          <h2 id={`${id}-title`} className="text-[15px] font-semibold">
            {title}
          </h2>
          {sub ? <p className="max-w-[104ch] text-[13px] text-mute">{sub}</p> : null}
        </div>
        {tools}
      </div>
      {children}
    </section>
  );
}

/** The head of a page: its name as a sentence, and a line behind it. */
export function PageTitle({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className="mb-2">
      <PageName>{title}</PageName>
      <h1 className="text-[22px] leading-[1.3] font-[620] tracking-[-0.015em] text-balance">{title}</h1>
      {children ? <p className="max-w-[104ch] text-mute">{children}</p> : null}
    </div>
  );
}
