import { FileText } from 'lucide-react';
import { lazy, Suspense } from 'react';
import { Button } from '../../components/button.tsx';
import { useView } from '../../state/view.ts';

const BoardDrawer = lazy(() => import('./board-drawer.tsx').then((m) => ({ default: m.BoardDrawer })));

/** Opens the board pack: the month on one page, to hand on. */
export function BoardButton() {
  const { search, change } = useView();
  return (
    <>
      <Button onClick={() => change({ pack: 'new' })}>
        <FileText size={14} aria-hidden /> Board pack
      </Button>
      {search.pack ? (
        <Suspense>
          <BoardDrawer pack={search.pack} onClose={() => change({ pack: undefined })} />
        </Suspense>
      ) : null}
    </>
  );
}
