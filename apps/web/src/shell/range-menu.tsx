import { CalendarDays, ChevronDown } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { Button, buttonClass } from '../components/button.tsx';
import { Choice, Popover } from '../components/popover.tsx';
import { addDays, isDay, rangeWords } from '../state/calendar.ts';
import { useSurroundings } from '../state/context.tsx';
import { presetNames, presets, resolveRange, writeRange } from '../state/range.ts';
import { useView } from '../state/view.ts';

/** The days shown, with the time zone whose days they are. */
export function RangeMenu() {
  const { range, search, change } = useView();
  const { now, settings } = useSurroundings();
  const [open, setOpen] = useState(false);
  const facts = {
    now: now(),
    timeZone: range.time_zone,
    fiscalYearStartMonth: settings.fiscal_year_start_month,
  };
  return (
    <Popover
      label="Range"
      open={open}
      onOpenChange={setOpen}
      trigger={
        <button type="button" data-shortcut="range" className={buttonClass('plain')}>
          <CalendarDays size={14} className="text-mute" aria-hidden />
          {rangeWords(range.from, range.to)}
          <span className="text-mute max-sm:hidden">{range.time_zone.replace('_', ' ')}</span>
          <ChevronDown size={13} className="text-mute" aria-hidden />
        </button>
      }
    >
      {presets.map((preset) => {
        const days = resolveRange(preset, facts);
        return (
          <Choice
            key={preset}
            chosen={(search.range ?? '30d') === preset}
            hint={rangeWords(days.from, days.to)}
            onChoose={() => change({ range: preset === '30d' ? undefined : preset })}
          >
            {presetNames[preset]}
          </Choice>
        );
      })}
      <CustomRange
        key={`${range.from}${range.to}`}
        from={range.from}
        to={range.to}
        onChoose={(from, to) => {
          change({ range: writeRange(from, to) });
          setOpen(false);
        }}
      />
      <ZoneChoice zone={range.time_zone} company={settings.time_zone} onChoose={(tz) => change({ tz })} />
    </Popover>
  );
}

function CustomRange({
  from,
  to,
  onChoose,
}: {
  from: string;
  to: string;
  onChoose: (from: string, to: string) => void;
}) {
  const [first, setFirst] = useState(from);
  const [last, setLast] = useState(addDays(to, -1));
  const valid = isDay(first) && isDay(last) && first <= last;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (valid) onChoose(first, addDays(last, 1));
  };
  return (
    <form onSubmit={submit} className="mt-1.5 border-t border-line px-2 pt-2.5 pb-1.5">
      <div className="mb-1.5 text-[12px] text-mute">Own range, both days included</div>
      <div className="flex flex-wrap items-center gap-1.5">
        <input
          type="date"
          aria-label="First day"
          className="field"
          value={first}
          onChange={(e) => setFirst(e.target.value)}
        />
        <span className="text-mute">–</span>
        <input
          type="date"
          aria-label="Last day"
          className="field"
          value={last}
          onChange={(e) => setLast(e.target.value)}
        />
        <Button type="submit" kind="primary" disabled={!valid}>
          Show
        </Button>
      </div>
    </form>
  );
}

function ZoneChoice({
  zone,
  company,
  onChoose,
}: {
  zone: string;
  company: string;
  onChoose: (tz: string | undefined) => void;
}) {
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const zones = [...new Set([company, own, 'UTC', zone])];
  return (
    <label className="mt-1.5 flex items-center justify-between gap-3 border-t border-line px-2 pt-2.5 pb-1">
      <span className="text-[12px] text-mute">Days of</span>
      <select
        className="field py-0.5 text-[12.5px]"
        value={zone}
        onChange={(e) => onChoose(e.target.value === company ? undefined : e.target.value)}
      >
        {zones.map((z) => (
          <option key={z} value={z}>
            {z === company ? `${z} (company)` : z}
          </option>
        ))}
      </select>
    </label>
  );
}
