import { Command } from 'cmdk';
import type { Deed } from './palette-deeds.ts';

/** By which an item is found and marked. */
export const itemValue = (heading: string, name: string): string => `${heading} ${name}`;

/** One line of the palette. */
export function DeedItem({
  deed,
  heading,
  onRun,
}: {
  deed: Deed;
  heading: string;
  onRun: (deed: Deed) => void;
}) {
  return (
    <Command.Item
      value={itemValue(heading, deed.name)}
      className="flex cursor-pointer items-center justify-between gap-4 rounded-[5px] px-2.5 py-1.5 data-[selected=true]:bg-accent-soft"
      onSelect={() => onRun(deed)}
    >
      <span className="min-w-0 truncate">{deed.name}</span>
      {deed.keys ? <kbd className="shrink-0 text-[12px] text-mute">{deed.keys}</kbd> : null}
    </Command.Item>
  );
}
