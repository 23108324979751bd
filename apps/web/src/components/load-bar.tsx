/** How far something is that is on its way, from 0 to 1. */
export function LoadBar({ share, label }: { share: number; label: string }) {
  return (
    <progress
      className="h-1.5 w-full appearance-none overflow-hidden rounded-sm bg-line [&::-moz-progress-bar]:bg-accent [&::-webkit-progress-bar]:bg-line [&::-webkit-progress-value]:bg-accent"
      value={share}
      max={1}
      aria-label={label}
    />
  );
}
