import type { AdviceService } from './compose-advice.ts';
import type { ReportService } from './compose-report.ts';
import type { PlainServices } from './plain-services.ts';

/** Everything handlers and jobs work with; built once, in compose.ts. */
export interface Services extends PlainServices {
  /** What to do: recommendations, what is done with them, and what that brings. */
  advice: AdviceService;
  /** Papers of the whole company, kept as they were made. */
  papers: ReportService;
}
