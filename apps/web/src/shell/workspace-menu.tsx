import { useSurroundings } from '../state/context.tsx';
import { useView } from '../state/view.ts';

/** Which books one looks at. Real and sample figures never share a view. */
export function WorkspaceMenu() {
  const { settings } = useSurroundings();
  const { workspace } = useView();
  const name = settings.company_name || 'Your company';
  return (
    <span className="inline-flex min-h-[30px] items-center gap-2 pr-1 text-[13px] font-[560]">
      {name}
      <span className="rounded-sm border border-edge px-1.5 text-[11.5px] font-normal text-mute">
        {workspace}
      </span>
    </span>
  );
}
