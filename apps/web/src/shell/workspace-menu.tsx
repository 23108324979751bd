import type { Workspace } from '@exchequer/model/contract';
import { useNavigate } from '@tanstack/react-router';
import { ChevronDown } from 'lucide-react';
import { useState } from 'react';
import { useSample } from '../api/sample.ts';
import { buttonClass } from '../components/button.tsx';
import { Choice, Popover } from '../components/popover.tsx';
import { useSurroundings } from '../state/context.tsx';
import type { ViewSearch } from '../state/search.ts';
import { useView } from '../state/view.ts';

const sampleName = 'Halyard Robotics (fictional)';

/** Which books one looks at. Real and sample figures never share a view. */
export function WorkspaceMenu() {
  const { settings } = useSurroundings();
  const { workspace } = useView();
  const [open, setOpen] = useState(false);
  const navigate = useNavigate();
  const sample = useSample().data?.state;
  const company = settings.company_name || 'Your company';
  const shown = (
    <>
      <span className="truncate">{workspace === 'sample' ? sampleName : company}</span>
      <span className="rounded-sm border border-edge px-1.5 text-[11.5px] font-normal text-mute">
        {workspace}
      </span>
    </>
  );
  if (workspace === 'live' && sample !== 'ready') {
    return (
      <span className="inline-flex min-h-[30px] max-w-full items-center gap-2 pr-1 text-[13px] font-[560]">
        {shown}
      </span>
    );
  }
  // Filters name teams and repositories of one company: they stay behind.
  const go = (ws: Workspace) =>
    navigate({
      to: '.',
      params: (before: object) => ({ ...before, ws }),
      search: ({ range, tz, compare, cost }: ViewSearch) => ({ range, tz, compare, cost }),
    } as never);
  return (
    <Popover
      label="Workspace"
      open={open}
      onOpenChange={setOpen}
      trigger={
        <button type="button" className={`${buttonClass('plain')} max-w-full font-[560]`}>
          {shown}
          <ChevronDown size={13} className="text-mute" aria-hidden />
        </button>
      }
    >
      <Choice chosen={workspace === 'live'} hint="live" onChoose={() => go('live')}>
        {company}
      </Choice>
      <Choice chosen={workspace === 'sample'} hint="sample" onChoose={() => go('sample')}>
        {sampleName}
      </Choice>
    </Popover>
  );
}
