import { useNavigate } from '@tanstack/react-router';
import { Command } from 'cmdk';
import { type Preset, presetNames, presets } from '../state/range.ts';
import { carried } from '../state/search.ts';
import { useView } from '../state/view.ts';
import { pages } from './pages.ts';
import { themeChoices, useTheme } from './theme.ts';

const item =
  'flex cursor-pointer items-center justify-between gap-4 rounded-[5px] px-2.5 py-1.5 data-[selected=true]:bg-accent-soft';

/** Go somewhere or do something, by name. */
export function Palette({ onClose, onHelp }: { onClose: () => void; onHelp: () => void }) {
  const navigate = useNavigate();
  const { workspace, change, filters } = useView();
  const { choose } = useTheme();
  const run = (action: () => void) => () => {
    onClose();
    action();
  };
  return (
    <Command.Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      label="Find a page or an action"
      overlayClassName="overlay fixed inset-0 z-40 bg-[#0d110f]/35"
      contentClassName="overlay fixed top-[14vh] left-1/2 z-50 w-[min(560px,calc(100vw-24px))] -translate-x-1/2 overflow-hidden rounded-lg border border-edge bg-sheet shadow-[0_16px_60px_rgb(0_0_0/0.22)] outline-none"
    >
      <Command.Input
        autoFocus
        placeholder="Go to a page, change the range, do something"
        className="w-full border-b border-line bg-transparent px-4 py-3 text-[15px] outline-none placeholder:text-mute"
      />
      <Command.List className="max-h-[52vh] overflow-y-auto p-1.5 text-[13.5px] [&_[cmdk-group-heading]]:px-2.5 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-[12px] [&_[cmdk-group-heading]]:text-mute">
        <Command.Empty className="px-2.5 py-6 text-mute">Nothing by that name.</Command.Empty>
        <Command.Group heading="Go to">
          {pages.map((page) => (
            <Command.Item
              key={page.name}
              className={item}
              onSelect={run(() => navigate({ to: page.to, params: { ws: workspace }, search: carried }))}
            >
              {page.name} <kbd className="text-[12px] text-mute">g {page.key}</kbd>
            </Command.Item>
          ))}
        </Command.Group>
        <Command.Group heading="Range">
          {presets.map((preset: Preset) => (
            <Command.Item key={preset} className={item} onSelect={run(() => change({ range: preset }))}>
              {presetNames[preset]}
            </Command.Item>
          ))}
        </Command.Group>
        <Command.Group heading="Do">
          <Command.Item
            className={item}
            onSelect={run(() =>
              navigate({ to: '/w/$ws/sources', params: { ws: workspace }, search: carried, hash: 'import' }),
            )}
          >
            Import usage
          </Command.Item>
          <Command.Item
            className={item}
            onSelect={run(() =>
              navigate({
                to: '/w/$ws/sources',
                params: { ws: workspace },
                search: carried,
                hash: 'unpriced',
              }),
            )}
          >
            Price an unpriced model
          </Command.Item>
          <Command.Item
            className={item}
            onSelect={run(() =>
              navigate({
                to: '/w/$ws/sources',
                params: { ws: workspace },
                search: carried,
                hash: 'unattributed',
              }),
            )}
          >
            Map an identity to a person
          </Command.Item>
          <Command.Item
            className={item}
            onSelect={run(() =>
              navigate({ to: '/w/$ws/settings', params: { ws: workspace }, search: carried, hash: 'tokens' }),
            )}
          >
            Create an API token
          </Command.Item>
          {filters.length > 0 ? (
            <Command.Item className={item} onSelect={run(() => change({ f: undefined }))}>
              Reset filters
            </Command.Item>
          ) : null}
          {themeChoices.map((choice) => (
            <Command.Item key={choice} className={item} onSelect={run(() => choose(choice))}>
              Theme: {choice}
            </Command.Item>
          ))}
          <Command.Item className={item} onSelect={run(onHelp)}>
            Show all keys <kbd className="text-[12px] text-mute">?</kbd>
          </Command.Item>
        </Command.Group>
      </Command.List>
    </Command.Dialog>
  );
}
