/** One cell of the finest level in both ranges; money in pico-dollars. */
export interface BridgeCell {
  /** From the widest level to the finest, such as workflow, model, token class; as long in every cell. */
  readonly path: readonly string[];
  /** Quantity before and now. */
  readonly q0: bigint;
  readonly q1: bigint;
  /** Cost before and now. */
  readonly c0: bigint;
  readonly c1: bigint;
  /**
   * What `q1` would have cost at the prices of the earlier range (list, where it had no price then). Needed
   * for cells that are new; others have their own earlier price.
   */
  readonly counterfactual?: bigint;
  /**
   * True of a cell that is made of parts with prices of their own, such as models that are not told apart:
   * its average price moves with what it holds. Its old price is then the counterfactual, and the rest mix.
   */
  readonly folded?: boolean;
}
