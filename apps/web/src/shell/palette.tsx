import { useNavigate } from '@tanstack/react-router';
import { Command } from 'cmdk';
import { Dialog } from 'radix-ui';
import type { BudgetDeed } from '../state/budgets-search.ts';
import { useIsAdmin, useScopes } from '../state/context.tsx';
import { presetNames, presets } from '../state/range.ts';
import { carried, type ViewSearch } from '../state/search.ts';
import { useView } from '../state/view.ts';
import { type Page, pagesFor } from './pages.ts';
import { themeChoices, useTheme } from './theme.ts';

const item =
  'flex cursor-pointer items-center justify-between gap-4 rounded-[5px] px-2.5 py-1.5 data-[selected=true]:bg-accent-soft';

/** One thing that can be done by name. */
interface Deed {
  name: string;
  keys?: string;
  run: () => void;
}

/** Go somewhere or do something, by name. */
export function Palette({ onClose, onHelp }: { onClose: () => void; onHelp: () => void }) {
  const groups = useDeeds(onHelp);
  return (
    <Command.Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      label="Find a page or an action"
      overlayClassName="overlay fixed inset-0 z-40 bg-[#0d110f]/35"
      contentClassName="overlay fixed top-[14vh] left-1/2 z-50 w-[min(560px,calc(100vw-24px))] -translate-x-1/2 overflow-hidden rounded-lg border border-edge bg-sheet shadow-[0_16px_60px_rgb(0_0_0/0.22)] outline-none"
    >
      <Dialog.Title className="sr-only">Find a page or an action</Dialog.Title>
      <Command.Input
        placeholder="Go to a page, change the range, do something"
        className="w-full border-b border-line bg-transparent px-4 py-3 text-[15px] outline-none placeholder:text-mute"
      />
      <Command.List className="max-h-[52vh] overflow-y-auto p-1.5 text-[13.5px] [&_[cmdk-group-heading]]:px-2.5 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-[12px] [&_[cmdk-group-heading]]:text-mute">
        <Command.Empty className="px-2.5 py-6 text-mute">Nothing by that name.</Command.Empty>
        {groups.map(([heading, deeds]) => (
          <Command.Group key={heading} heading={heading}>
            {deeds.map((deed) => (
              <Command.Item
                key={deed.name}
                value={`${heading} ${deed.name}`}
                className={item}
                onSelect={() => {
                  onClose();
                  deed.run();
                }}
              >
                {deed.name} {deed.keys ? <kbd className="text-[12px] text-mute">{deed.keys}</kbd> : null}
              </Command.Item>
            ))}
          </Command.Group>
        ))}
      </Command.List>
    </Command.Dialog>
  );
}

function useDeeds(onHelp: () => void): readonly (readonly [heading: string, deeds: readonly Deed[]])[] {
  const navigate = useNavigate();
  const pages = pagesFor(useScopes().scopes);
  const { workspace, change, filters } = useView();
  const { choose } = useTheme();
  const admin = useIsAdmin();
  const go = (to: Page['to'], hash?: string) => () =>
    navigate({ to, params: { ws: workspace }, search: carried, hash });
  const budget = (deed: BudgetDeed) => () =>
    navigate({
      to: '/w/$ws/budgets',
      params: { ws: workspace },
      search: (before: ViewSearch) => ({ ...carried(before), do: deed }),
    });
  const reads = pages.some((page) => page.name === 'Budgets');
  const chores: Deed[] = [
    { name: 'New envelope', run: budget('new') },
    { name: 'Close a month', run: go('/w/$ws/ledger', 'close') },
    { name: 'Issue a grant', run: go('/w/$ws/grants', 'grants') },
    { name: 'Import usage', run: go('/w/$ws/sources', 'import') },
    { name: 'Price an unpriced model', run: go('/w/$ws/sources', 'unpriced') },
    { name: 'Map an identity to a person', run: go('/w/$ws/sources', 'unattributed') },
    { name: 'Create an API token', run: go('/w/$ws/settings', 'tokens') },
  ];
  const reset: Deed[] =
    filters.length > 0 ? [{ name: 'Reset filters', run: () => change({ f: undefined }) }] : [];
  return [
    ['Go to', pages.map((page) => ({ name: page.name, keys: `g ${page.key}`, run: go(page.to) }))],
    ['Range', presets.map((preset) => ({ name: presetNames[preset], run: () => change({ range: preset }) }))],
    [
      'Do',
      [
        ...(reads ? [{ name: 'Ask for budget', run: budget('ask') }] : []),
        ...(admin ? chores : []),
        ...reset,
        ...themeChoices.map((choice) => ({ name: `Theme: ${choice}`, run: () => choose(choice) })),
        { name: 'Show all keys', keys: '?', run: onHelp },
      ],
    ],
  ];
}
