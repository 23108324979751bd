import type { ButtonHTMLAttributes } from 'react';

type Kind = 'plain' | 'primary' | 'quiet' | 'stop';

const kinds: Record<Kind, string> = {
  plain: 'border border-edge bg-sheet text-ink hover:border-mute',
  primary: 'border border-accent bg-accent text-paper font-[550] hover:brightness-110',
  quiet: 'border border-transparent text-mute hover:text-ink hover:bg-accent-soft',
  stop: 'border border-edge bg-sheet text-stop hover:border-stop',
};

/** The look of a button, for links that act as one. */
export const buttonClass = (kind: Kind = 'plain') =>
  `inline-flex items-center gap-1.5 whitespace-nowrap rounded-md px-2.5 min-h-[30px] text-[13px] disabled:opacity-55 ${kinds[kind]}`;

export function Button({
  kind = 'plain',
  className = '',
  ...rest
}: ButtonHTMLAttributes<HTMLButtonElement> & { kind?: Kind }) {
  return <button type="button" {...rest} className={`${buttonClass(kind)} ${className}`} />;
}
