/** How the company is called and reckons: name, currency, time zone, start of the fiscal year. */
export { createSettings, type SettingsOptions, type SettingsStore } from './settings.ts';
