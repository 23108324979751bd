/**
 * Work that can be left after each step and gone on with later, so that whoever does it on a thread that
 * others wait for can let them in between.
 */
export type InSteps<T> = Generator<void, T>;

/** Does it all at once. */
export function atOnce<T>(steps: InSteps<T>): T {
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}
