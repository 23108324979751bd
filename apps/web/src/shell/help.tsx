import { Drawer } from '../components/drawer.tsx';
import { shortcutHelp } from './shortcuts.ts';

/** The keys. */
export function Help({ onClose }: { onClose: () => void }) {
  return (
    <Drawer title="Keys" onClose={onClose}>
      <dl className="mt-4 text-[13.5px]">
        {shortcutHelp.map(([keys, meaning]) => (
          <div key={keys} className="flex justify-between border-b border-line py-1.5">
            <dt>{meaning}</dt>
            <dd>
              <kbd className="rounded-sm border border-edge bg-sheet px-1.5 py-0.5">{keys}</kbd>
            </dd>
          </div>
        ))}
      </dl>
      <p className="mt-4 text-[13px] text-mute">
        In a chart: Tab to it, arrow keys move the cursor, Home and End jump, Enter narrows the range to the
        marked time.
      </p>
    </Drawer>
  );
}
