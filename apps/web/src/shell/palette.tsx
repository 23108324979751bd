import { Command } from 'cmdk';
import { Dialog } from 'radix-ui';
import { type KeyboardEvent, useState } from 'react';
import { type Deed, type Question, useDeeds } from './palette-deeds.ts';
import { DeedItem } from './palette-item.tsx';
import { PaletteQuestion, questionHints } from './palette-question.tsx';

/** Go somewhere, ask something or do something, by name. */
export function Palette({ onClose, onHelp }: { onClose: () => void; onHelp: () => void }) {
  const [question, setQuestion] = useState<Question | null>(null);
  const [typed, setTyped] = useState('');
  const [marked, setMarked] = useState('');
  const ask = (next: Question | null, words = '') => {
    setQuestion(next);
    setTyped(words);
    setMarked('');
  };
  const back = () => ask(null);
  const run = (deed: Deed) => {
    if (!deed.asks) onClose();
    deed.run();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (question === null || event.key !== 'Backspace' || typed !== '') return;
    event.preventDefault();
    back();
  };
  return (
    <Command.Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      onKeyDown={onKeyDown}
      value={marked}
      onValueChange={setMarked}
      shouldFilter={question === null}
      label="Find a page or an action"
      overlayClassName="overlay fixed inset-0 z-40 bg-[#0d110f]/35"
      contentClassName="overlay fixed top-[14vh] left-1/2 z-50 w-[min(560px,calc(100vw-24px))] -translate-x-1/2 overflow-hidden rounded-lg border border-edge bg-sheet shadow-[0_16px_60px_rgb(0_0_0/0.22)] outline-none"
    >
      <Dialog.Title className="sr-only">Find a page or an action</Dialog.Title>
      <Command.Input
        value={typed}
        onValueChange={setTyped}
        placeholder={question ? questionHints[question] : 'Go to a page, ask, change the range, do something'}
        className="w-full border-b border-line bg-transparent px-4 py-3 text-[15px] outline-none placeholder:text-mute"
      />
      {question ? (
        <PaletteQuestion question={question} typed={typed} onRun={run} onBack={back} onMark={setMarked} />
      ) : (
        <AllDeeds typed={typed} onHelp={onHelp} ask={ask} onRun={run} />
      )}
    </Command.Dialog>
  );
}

interface AllDeedsProps {
  typed: string;
  onHelp: () => void;
  ask: (question: Question, typed?: string) => void;
  onRun: (deed: Deed) => void;
}

function AllDeeds({ typed, onHelp, ask, onRun }: AllDeedsProps) {
  const groups = useDeeds(typed, { onHelp, ask });
  return (
    <Command.List className="max-h-[52vh] overflow-y-auto p-1.5 text-[13.5px] [&_[cmdk-group-heading]]:px-2.5 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-[12px] [&_[cmdk-group-heading]]:text-mute">
      <Command.Empty className="px-2.5 py-6 text-mute">Nothing by that name.</Command.Empty>
      {groups.map(([heading, deeds]) => (
        <Command.Group key={heading} heading={heading}>
          {deeds.map((deed) => (
            <DeedItem key={deed.name} deed={deed} heading={heading} onRun={onRun} />
          ))}
        </Command.Group>
      ))}
    </Command.List>
  );
}
