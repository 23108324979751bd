import { useWorkspace } from '../state/view.ts';

/** The name of a page in the browser’s tab. Of the simulated company it says so first. */
export function PageName({ children }: { children: string }) {
  const mark = useWorkspace() === 'sample' ? 'SAMPLE · ' : '';
  return <title>{`${mark}${children} · Exchequer`}</title>;
}
