/**
 * For how long leases are their gateway's, as far as it can know: until it should have been heard again.
 * After that they may be somebody else's, and admit nothing.
 */
export interface LeaseTerm {
  readonly lasts: boolean;
}
