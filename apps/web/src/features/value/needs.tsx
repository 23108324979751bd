import { Link } from '@tanstack/react-router';
import { Button, buttonClass } from '../../components/button.tsx';
import { useScopes } from '../../state/context.tsx';
import { carried } from '../../state/search.ts';
import { useView } from '../../state/view.ts';
import { type Remedy, remedyOf } from './remedy.ts';

/** What a figure waits for, and the one thing to do about it. Never a zero in its place. */
export function Needs({ text }: { text: string }) {
  const [what, ...more] = text.split(': ');
  const { scopes } = useScopes();
  const remedy = remedyOf(text);
  const may = remedy && (!remedy.scope || scopes.includes(remedy.scope));
  return (
    <div className="relative">
      <p className="text-[13.5px] leading-[1.35] font-[550] text-mute">Needs: {what}</p>
      {more.length > 0 ? <p className="text-[12px] text-mute">{more.join(': ')}</p> : null}
      {remedy && may ? <RemedyButton remedy={remedy} /> : null}
    </div>
  );
}

function RemedyButton({ remedy }: { remedy: Remedy }) {
  const view = useView();
  const look = `${buttonClass('plain')} mt-1.5 min-h-[26px] text-[12.5px]`;
  if (remedy.to === 'range') {
    return (
      <Button className="mt-1.5 min-h-[26px] text-[12.5px]" onClick={() => view.change({ range: 'ytd' })}>
        {remedy.label}
      </Button>
    );
  }
  return (
    <Link
      to={remedy.to}
      params={{ ws: view.workspace }}
      search={{ ...carried(view.search), ...remedy.open }}
      hash={remedy.hash}
      className={look}
    >
      {remedy.label}
    </Link>
  );
}
