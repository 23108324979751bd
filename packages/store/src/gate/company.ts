import type { CompanyCalendar } from '@exchequer/core/envelope';
import { settingsSchema } from '@exchequer/model/contract';
import type { ISql } from 'postgres';

/** How the company reckons, and what it is called. */
export interface Company extends CompanyCalendar {
  name: string;
}

/** Reads the settings as another process has set them. */
export async function readCompany(sql: ISql): Promise<Company> {
  const rows = await sql<{ key: string; value: unknown }[]>`
    select key, value from setting where key in ${sql(Object.keys(settingsSchema.shape))}`;
  const settings = settingsSchema.parse(Object.fromEntries(rows.map(({ key, value }) => [key, value])));
  return {
    name: settings.company_name,
    timeZone: settings.time_zone,
    fiscalStart: settings.fiscal_year_start_month,
  };
}
