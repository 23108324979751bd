/** People files: CSV and YAML to drafts, with the exact line of whatever cannot be read. */
export { readPeopleCsv } from './csv.ts';
export type { PeopleReading } from './reading.ts';
export { readPeopleYaml } from './yaml.ts';
