/** Why a change of grants did not happen. Nothing of it was written. */
export interface GrantRefusal {
  /** Stable code, such as `grant-overlap`. */
  refused: string;
  detail: string;
  fix: string;
}

export const refuseGrant = (refused: string, detail: string, fix: string): GrantRefusal => ({
  refused,
  detail,
  fix,
});

export const isGrantRefusal = (value: object): value is GrantRefusal => 'refused' in value;
