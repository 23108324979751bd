import { Check, Copy as CopyIcon } from 'lucide-react';
import { useState } from 'react';
import { Button } from './button.tsx';

/** Puts a text on the clipboard and says that it did. */
export function CopyButton({ text, label = 'Copy' }: { text: string; label?: string }) {
  const [done, setDone] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    setDone(true);
    setTimeout(() => setDone(false), 1600);
  };
  return (
    <Button onClick={copy} aria-live="polite">
      {done ? <Check size={14} aria-hidden /> : <CopyIcon size={14} aria-hidden />}
      {done ? 'Copied' : label}
    </Button>
  );
}

/** A command or a few lines of configuration, with a button that copies them. */
export function Snippet({ code, label }: { code: string; label?: string }) {
  return (
    <div className="flex items-start gap-2 rounded-md border border-line bg-sheet py-1.5 pr-1.5 pl-3">
      <pre className="min-w-0 flex-1 py-1 text-[12.5px] leading-[1.55] whitespace-pre-wrap" title={label}>
        <code>{code}</code>
      </pre>
      <CopyButton text={code} />
    </div>
  );
}
