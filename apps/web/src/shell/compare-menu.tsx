import { ChevronDown } from 'lucide-react';
import { useState } from 'react';
import { buttonClass } from '../components/button.tsx';
import { Choice, Popover } from '../components/popover.tsx';
import { type Compare, compares } from '../state/search.ts';
import { useView } from '../state/view.ts';

const names: Record<Compare, string> = {
  none: 'no comparison',
  previous: 'vs previous',
  year: 'vs last year',
};
const hints: Record<Compare, string> = {
  none: '',
  previous: 'the same number of days before',
  year: 'the same days a year before',
};

/** What the range is compared with. */
export function CompareMenu() {
  const { compare, change } = useView();
  const [open, setOpen] = useState(false);
  return (
    <Popover
      label="Compare with"
      open={open}
      onOpenChange={setOpen}
      trigger={
        <button type="button" className={buttonClass('plain')}>
          {names[compare]} <ChevronDown size={13} className="text-mute" aria-hidden />
        </button>
      }
    >
      {compares.map((option) => (
        <Choice
          key={option}
          chosen={option === compare}
          hint={hints[option]}
          onChoose={() => change({ compare: option === 'previous' ? undefined : option })}
        >
          {names[option]}
        </Choice>
      ))}
    </Popover>
  );
}
