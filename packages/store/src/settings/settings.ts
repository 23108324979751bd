import { isTimeZone, type Settings, type SettingsChange, settingsSchema } from '@exchequer/model/contract';
import type { ISql, JSONValue, Sql } from 'postgres';
import { type AuditActor, recordAudit } from '../access/index.ts';

export interface SettingsOptions {
  sql: Sql;
  now: () => Date;
  /** Zone of this machine, taken over on the first start until someone chooses another. */
  machineTimeZone: string;
  /** Runs after the company's zone has changed: its days begin at other instants now. */
  onTimeZoneChange: (timeZone: string) => Promise<void>;
}

/** The company's settings, in memory; this process alone changes them. */
export interface SettingsStore {
  current(): Settings;
  change(change: SettingsChange, by: AuditActor): Promise<Settings>;
}

const keys = Object.keys(settingsSchema.shape) as (keyof Settings)[];
/** Says that the zone of the machine was taken over once, so that no later start does it again. */
const prefilledKey = 'prefilled_at';

/** Loads the settings; on the very first start the company's zone becomes that of the machine. */
export async function createSettings(options: SettingsOptions): Promise<SettingsStore> {
  const { sql, now } = options;
  await prefill(options);
  let settings = await load(sql);
  return {
    current: () => settings,
    change: async (change, by) => {
      const before = settings;
      const after = settingsSchema.parse({ ...before, ...withoutGaps(change) });
      const changed = keys.filter((key) => before[key] !== after[key]);
      if (changed.length === 0) return before;
      await sql.begin(async (tx) => {
        for (const key of changed) await write(tx, key, after[key], now());
        const detail = Object.fromEntries(changed.map((key) => [key, after[key]]));
        await recordAudit(tx, by, now(), { action: 'settings.change', subject: changed.join(', '), detail });
      });
      settings = after;
      if (changed.includes('time_zone')) await options.onTimeZoneChange(after.time_zone);
      return after;
    },
  };
}

const withoutGaps = (change: SettingsChange) =>
  Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));

async function prefill({ sql, now, machineTimeZone }: SettingsOptions): Promise<void> {
  await sql.begin(async (tx) => {
    const first = await tx`
      insert into setting (key, value) values (${prefilledKey}, ${tx.json(now().toISOString())})
      on conflict do nothing returning key`;
    if (first.length > 0 && isTimeZone(machineTimeZone)) await write(tx, 'time_zone', machineTimeZone, now());
  });
}

async function write(tx: ISql, key: string, value: JSONValue, at: Date): Promise<void> {
  await tx`
    insert into setting (key, value, updated_at) values (${key}, ${tx.json(value)}, ${at})
    on conflict (key) do update set value = excluded.value, updated_at = excluded.updated_at`;
}

async function load(sql: Sql): Promise<Settings> {
  const rows = await sql<
    { key: string; value: unknown }[]
  >`select key, value from setting where key in ${sql(keys)}`;
  return settingsSchema.parse(Object.fromEntries(rows.map(({ key, value }) => [key, value])));
}
