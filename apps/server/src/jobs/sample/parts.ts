import type { UsageIntake } from '@exchequer/model';
import type { AuditActor } from '@exchequer/store/access';
import type { People } from '@exchequer/store/people';
import type { ImportService } from '../import/index.ts';

/** What loading a company works with: the same services that real sources come through. */
export interface SampleParts {
  imports: ImportService;
  intake: UsageIntake;
  people: People;
  now: () => Date;
  /** A folder for files on their way; removed with everything in it. */
  scratch: string;
  actor: AuditActor;
}
