import { Link, useLocation } from '@tanstack/react-router';
import { Ellipsis, PanelLeftClose, PanelLeftOpen } from 'lucide-react';
import { useState } from 'react';
import { Mark } from '../components/mark.tsx';
import { Popover } from '../components/popover.tsx';
import { useScopes } from '../state/context.tsx';
import { carried } from '../state/search.ts';
import { useWorkspace } from '../state/view.ts';
import { type Page, pagesFor } from './pages.ts';

/** The places of the product, at the left; folds to its icons. */
export function Rail() {
  const [narrow, setNarrow] = useState(false);
  const pages = pagesFor(useScopes().scopes);
  // Settings stand at the foot of the rail.
  const last = pages.at(-1)?.name === 'Settings' ? pages.length - 1 : pages.length;
  return (
    <nav
      aria-label="Pages"
      className={`sticky top-0 flex h-screen flex-col gap-0.5 border-r border-line px-3 py-[18px] max-sm:hidden ${narrow ? 'w-[58px]' : 'w-[200px]'}`}
    >
      <div className="mb-4 flex h-8 items-center gap-2.5 px-2 text-[15px] font-[650] tracking-[-0.01em]">
        <Mark size={18} />
        {narrow ? null : 'Exchequer'}
      </div>
      {pages.slice(0, last).map((page) => (
        <Place key={page.name} page={page} narrow={narrow} />
      ))}
      <div className="flex-1" />
      {pages.slice(last).map((page) => (
        <Place key={page.name} page={page} narrow={narrow} />
      ))}
      <button
        type="button"
        onClick={() => setNarrow(!narrow)}
        aria-label={narrow ? 'Unfold the rail' : 'Fold the rail'}
        className="flex items-center gap-2.5 rounded-md px-2 py-[7px] text-mute hover:bg-accent-soft hover:text-ink"
      >
        {narrow ? <PanelLeftOpen size={16} aria-hidden /> : <PanelLeftClose size={16} aria-hidden />}
        {narrow ? null : <span className="text-[13px]">Fold</span>}
      </button>
    </nav>
  );
}

function Place({ page, narrow }: { page: Page; narrow: boolean }) {
  const ws = useWorkspace();
  const Icon = page.icon;
  return (
    <Link
      to={page.to}
      params={{ ws }}
      search={carried}
      title={narrow ? page.name : undefined}
      aria-label={narrow ? page.name : undefined}
      className="flex items-center gap-2.5 rounded-md px-2 py-[7px] text-mute hover:text-ink aria-[current=page]:bg-accent-soft aria-[current=page]:font-[550] aria-[current=page]:text-ink"
    >
      <Icon size={16} strokeWidth={1.7} aria-hidden />
      {narrow ? null : (
        <>
          {page.name}
          <kbd aria-hidden className="ml-auto font-sans text-[11.5px] text-mute">
            g {page.key}
          </kbd>
        </>
      )}
    </Link>
  );
}

/** Places that fit a phone's width; the rest stand behind "More". */
const onPhone = 4;
const barItem = 'flex flex-col items-center gap-0.5 py-2 text-[11px] text-mute';

/** The same places on a phone. */
export function BottomBar() {
  const ws = useWorkspace();
  const pages = pagesFor(useScopes().scopes);
  const [open, setOpen] = useState(false);
  const place = useLocation({ select: (l) => l.pathname.split('/').at(-1) });
  const rest = pages.slice(onPhone);
  const inRest = rest.find((page) => page.to.endsWith(`/${place}`));
  const More = inRest?.icon ?? Ellipsis;
  return (
    <nav
      aria-label="Pages"
      className="fixed inset-x-0 bottom-0 z-20 grid grid-cols-5 border-t border-edge bg-paper pb-[env(safe-area-inset-bottom)] sm:hidden"
    >
      {pages.slice(0, onPhone).map(({ name, to, icon: Icon }) => (
        <Link
          key={name}
          to={to}
          params={{ ws }}
          search={carried}
          className={`${barItem} aria-[current=page]:font-[560] aria-[current=page]:text-accent`}
        >
          <Icon size={18} strokeWidth={1.7} aria-hidden />
          {name}
        </Link>
      ))}
      {rest.length > 0 ? (
        <Popover
          label="More pages"
          align="end"
          open={open}
          onOpenChange={setOpen}
          trigger={
            <button type="button" className={`${barItem} ${inRest ? 'font-[560] text-accent' : ''}`}>
              <More size={18} strokeWidth={1.7} aria-hidden />
              {inRest?.name ?? 'More'}
            </button>
          }
        >
          {rest.map(({ name, to, icon: Icon }) => (
            <Link
              key={name}
              to={to}
              params={{ ws }}
              search={carried}
              onClick={() => setOpen(false)}
              className="flex min-h-10 min-w-44 items-center gap-3 rounded-[5px] px-3 text-[14px] aria-[current=page]:bg-accent-soft aria-[current=page]:font-[550]"
            >
              <Icon size={16} strokeWidth={1.7} aria-hidden />
              {name}
            </Link>
          ))}
        </Popover>
      ) : null}
    </nav>
  );
}
