import { ChevronDown } from 'lucide-react';
import { useState } from 'react';
import { useSample } from '../api/sample.ts';
import { buttonClass } from '../components/button.tsx';
import { Choice, Popover } from '../components/popover.tsx';
import { useSurroundings } from '../state/context.tsx';
import { useView } from '../state/view.ts';
import { sampleName, useWorkspaceSwitch } from './workspace-switch.ts';

/** Which books one looks at. Real and sample figures never share a view. */
export function WorkspaceMenu() {
  const { settings } = useSurroundings();
  const { workspace } = useView();
  const [open, setOpen] = useState(false);
  const go = useWorkspaceSwitch();
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
