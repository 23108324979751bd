/** Links: what leads from usage to outcomes, and which work items usage belongs to. */
export { linkDdl } from './schema.ts';
