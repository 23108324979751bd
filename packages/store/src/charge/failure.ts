/** A batch of usage that the books cannot take. The batches beside it are posted all the same. */
export class ChargeFailure extends Error {
  readonly fix: string;
  readonly code: string;

  constructor(detail: string, fix: string, code: string) {
    super(detail);
    this.name = 'ChargeFailure';
    this.fix = fix;
    this.code = code;
  }
}
