export type GatewayFailureCode = 'no-database';

/** Why a gateway cannot start, with the sentence that says what to do. */
export class GatewayFailure extends Error {
  readonly code: GatewayFailureCode;
  readonly fix: string;

  constructor(code: GatewayFailureCode, message: string, fix: string) {
    super(message);
    this.name = 'GatewayFailure';
    this.code = code;
    this.fix = fix;
  }
}
