import { Popover as Radix } from 'radix-ui';
import type { ReactNode } from 'react';

/** A small sheet under the control that opened it. */
export function Popover({
  trigger,
  open,
  onOpenChange,
  align = 'start',
  label,
  children,
}: {
  trigger: ReactNode;
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
  align?: 'start' | 'end';
  label: string;
  children: ReactNode;
}) {
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          aria-label={label}
          align={align}
          sideOffset={6}
          collisionPadding={8}
          className="overlay z-50 max-h-[min(520px,80vh)] max-w-[calc(100vw-16px)] overflow-y-auto rounded-lg border border-edge bg-sheet p-1.5 text-[13px] shadow-[0_8px_28px_rgb(0_0_0/0.12)] outline-none"
        >
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

/** One line to choose in a popover. */
export function Choice({
  onChoose,
  chosen = false,
  hint,
  children,
}: {
  onChoose: () => void;
  chosen?: boolean;
  hint?: ReactNode;
  children: ReactNode;
}) {
  return (
    <Radix.Close
      onClick={onChoose}
      aria-pressed={chosen}
      className="flex w-full items-baseline justify-between gap-6 rounded-[5px] px-2 py-1.5 text-left hover:bg-accent-soft focus-visible:bg-accent-soft aria-pressed:font-[550]"
    >
      <span className="min-w-0">{children}</span>
      {hint ? <span className="text-[12px] font-normal whitespace-nowrap text-mute">{hint}</span> : null}
    </Radix.Close>
  );
}
