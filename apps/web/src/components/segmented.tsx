/** A choice of a few, all of them visible. */
export function Segmented<T extends string>({
  label,
  value,
  options,
  onChange,
}: {
  label: string;
  value: T;
  options: readonly { value: T; name: string; title?: string }[];
  onChange: (value: T) => void;
}) {
  return (
    <fieldset
      className="inline-flex max-w-full flex-wrap rounded-md border border-edge bg-sheet p-px"
      aria-label={label}
    >
      {options.map((option) => (
        <label
          key={option.value}
          title={option.title}
          className="cursor-pointer rounded-[5px] px-2 whitespace-nowrap py-[3px] text-[12.5px] text-mute has-checked:bg-accent-soft has-checked:text-ink has-checked:font-[550] has-focus-visible:outline-2 has-focus-visible:outline-accent"
        >
          <input
            type="radio"
            className="sr-only"
            name={label}
            checked={option.value === value}
            onChange={() => onChange(option.value)}
          />
          {option.name}
        </label>
      ))}
    </fieldset>
  );
}
