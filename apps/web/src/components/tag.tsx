import type { ReactNode } from 'react';

const tones = {
  plain: 'border-edge text-mute',
  warn: 'border-warn/50 text-warn',
  stop: 'border-stop/50 text-stop',
  good: 'border-good/50 text-good',
};

/** A word or two about a row, in a thin frame; the word says it, the colour only repeats it. */
export function Tag({
  children,
  tone = 'plain',
  title,
}: {
  children: ReactNode;
  tone?: keyof typeof tones;
  title?: string;
}) {
  return (
    <span
      title={title}
      className={`inline-block rounded-sm border px-1.5 text-[11.5px] leading-[18px] whitespace-nowrap ${tones[tone]}`}
    >
      {children}
    </span>
  );
}
