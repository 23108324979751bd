import { useLocation } from '@tanstack/react-router';
import { CircleHelp, Moon, Search, Sun, SunMoon } from 'lucide-react';
import { buttonClass } from '../components/button.tsx';
import { readsReports, useScopes } from '../state/context.tsx';
import { CompareMenu } from './compare-menu.tsx';
import { FilterBar } from './filter-bar.tsx';
import { Freshness } from './freshness.tsx';
import { pages } from './pages.ts';
import { RangeMenu } from './range-menu.tsx';
import { themeChoices, useTheme } from './theme.ts';
import { WorkspaceMenu } from './workspace-menu.tsx';

const icons = { system: SunMoon, light: Sun, dark: Moon };

/** What every page is read through: workspace, range, comparison, filters; and how fresh it is. */
export function TopBar({ onPalette, onHelp }: { onPalette: () => void; onHelp: () => void }) {
  const { choice, choose } = useTheme();
  const place = useLocation({ select: (l) => l.pathname.split('/').at(-1) });
  const ranged = pages.some((page) => page.ranged && page.to.endsWith(`/${place}`));
  const Icon = icons[choice];
  const next = themeChoices[(themeChoices.indexOf(choice) + 1) % themeChoices.length] ?? 'system';
  return (
    <header className="mx-auto flex max-w-[1272px] flex-wrap items-center gap-2 px-9 pt-4 pb-5 text-[13px] max-lg:px-6 max-sm:px-4 max-sm:pb-3">
      <WorkspaceMenu />
      {ranged ? (
        <>
          <RangeMenu />
          <CompareMenu />
          <FilterBar />
        </>
      ) : null}
      <div className="flex-1" />
      {readsReports(useScopes().scopes) ? <Freshness /> : null}
      <div className="flex items-center gap-1">
        <button type="button" className={buttonClass('plain')} onClick={onPalette}>
          <Search size={13} aria-hidden /> <span className="sr-only">Find a page or an action</span>
          <kbd aria-hidden className="font-sans text-[12px] max-sm:hidden">
            ⌘K
          </kbd>
        </button>
        <button
          type="button"
          className={buttonClass('quiet')}
          onClick={() => choose(next)}
          aria-label={`Theme: ${choice}. Change to ${next}`}
          title={`Theme: ${choice}`}
        >
          <Icon size={15} aria-hidden />
        </button>
        <button
          type="button"
          className={`${buttonClass('quiet')} max-sm:hidden`}
          onClick={onHelp}
          aria-label="Keys"
          title="Keys (?)"
        >
          <CircleHelp size={15} aria-hidden />
        </button>
      </div>
    </header>
  );
}
