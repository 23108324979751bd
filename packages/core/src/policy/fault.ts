/** What stands in the way of a policy file, at its place. */
export interface PolicyFault {
  /** 1-based line of the file; 0 where the fault is about what the file leaves out. */
  line: number;
  /** Such as `envelopes.0.children.1.limit`; empty for the whole file. */
  path: string;
  /** Stable, such as `child-over-parent`. */
  code: string;
  error: string;
  fix: string;
}
