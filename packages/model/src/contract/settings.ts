import { oc } from '@orpc/contract';
import { z } from 'zod';

/** Whether the name is a time zone of the IANA database, as this runtime knows it. */
export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return /^[A-Za-z]/.test(name);
  } catch {
    return false;
  }
}

export const timeZoneSchema = z
  .string()
  .max(64)
  .refine(isTimeZone, { error: 'not a time zone of the IANA database, such as Europe/Warsaw or UTC' });

export const settingsSchema = z.object({
  /** Empty until someone names the company. */
  company_name: z.string().trim().max(200),
  /** ISO 4217 code in which the company reports. Costs are kept in USD. */
  currency: z.string().regex(/^[A-Z]{3}$/, 'three capital letters of ISO 4217, such as USD'),
  /** Days, weeks and months of every report are those of this zone. */
  time_zone: timeZoneSchema,
  fiscal_year_start_month: z.number().int().min(1).max(12),
});
export type Settings = z.infer<typeof settingsSchema>;
export type SettingsChange = Partial<Settings>;

export const settingsContract = {
  get: oc.route({ method: 'GET', path: '/api/settings', summary: 'Company settings' }).output(settingsSchema),
  put: oc
    .route({
      method: 'PUT',
      path: '/api/settings',
      summary: 'Change company settings; what is left out stays. A new time zone regroups all days',
    })
    .input(settingsSchema.partial())
    .output(settingsSchema),
};
