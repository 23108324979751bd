import type { LinkIntake, UsageIntake } from '@exchequer/model';
import type { AuditActor } from '@exchequer/store/access';
import type { GrantOptions } from '@exchequer/store/grant';
import type { People } from '@exchequer/store/people';
import type { Outcomes } from '../../compose-outcome.ts';
import type { ImportService } from '../import/index.ts';

/** What loading a company works with: the same services that real sources come through. */
export interface SampleParts {
  imports: ImportService;
  intake: UsageIntake;
  people: People;
  /** Where the company's vendors deliver to. */
  outcomes: Pick<Outcomes, 'book' | 'sources'>;
  links: Pick<LinkIntake, 'keep'>;
  /** What pay is kept with. */
  grants: GrantOptions;
  now: () => Date;
  /** A folder for files on their way; removed with everything in it. */
  scratch: string;
  actor: AuditActor;
}
