import { X } from 'lucide-react';
import { Dialog } from 'radix-ui';
import type { ReactNode } from 'react';

/** A sheet from the right that keeps the page in sight; Escape or a click outside closes it. */
export function Drawer({
  title,
  sub,
  onClose,
  children,
}: {
  title: ReactNode;
  sub?: ReactNode;
  onClose: () => void;
  children: ReactNode;
}) {
  return (
    <Dialog.Root open onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay className="overlay fixed inset-0 z-30 bg-[#0d110f]/35" />
        <Dialog.Content
          aria-describedby={undefined}
          className="drawer fixed inset-y-0 right-0 z-40 w-[min(620px,100vw)] overflow-y-auto border-l border-edge bg-paper px-6 pb-12 shadow-[-12px_0_40px_rgb(0_0_0/0.14)] outline-none max-sm:px-4"
        >
          <div className="sticky top-0 z-10 -mx-6 flex items-start gap-4 border-b border-line bg-paper px-6 py-4 max-sm:-mx-4 max-sm:px-4">
            <div className="min-w-0 flex-1">
              <Dialog.Title className="text-[17px] font-[620] tracking-[-0.01em]">{title}</Dialog.Title>
              {sub ? <div className="text-[13px] text-mute">{sub}</div> : null}
            </div>
            <Dialog.Close
              className="rounded-md p-1.5 text-mute hover:bg-accent-soft hover:text-ink"
              aria-label="Close"
            >
              <X size={17} aria-hidden />
            </Dialog.Close>
          </div>
          {children}
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

/** A titled part of a drawer. */
export function Part({ title, children, aside }: { title: string; children: ReactNode; aside?: ReactNode }) {
  return (
    <section className="mt-6">
      <div className="mb-1.5 flex items-baseline justify-between gap-3 border-b border-ink pb-1">
        <h3 className="text-[13.5px] font-semibold">{title}</h3>
        {aside ? <div className="text-[12.5px] text-mute">{aside}</div> : null}
      </div>
      {children}
    </section>
  );
}

/** Names and values, two columns. Empty values are left out. */
export function Facts({ facts }: { facts: readonly (readonly [string, ReactNode])[] }) {
  return (
    <dl className="grid grid-cols-[140px_1fr] gap-x-4 text-[13px] max-sm:grid-cols-[108px_1fr]">
      {facts
        .filter(([, value]) => value !== '' && value !== null && value !== undefined)
        .map(([name, value]) => (
          <div key={name} className="col-span-2 grid grid-cols-subgrid border-b border-line py-[5px]">
            <dt className="text-mute">{name}</dt>
            <dd className="min-w-0">{value}</dd>
          </div>
        ))}
    </dl>
  );
}
