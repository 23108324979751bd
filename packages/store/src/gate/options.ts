import type { Sql } from 'postgres';
import type { SecretBox } from './secret-box.ts';

export interface GateDeskOptions {
  sql: Sql;
  secrets: SecretBox;
  now: () => Date;
  /** Makes an id such as `key_…` from its prefix. */
  newId: (prefix: string) => string;
}
