/** Who the source says acted. */
export interface IdentityQuestion {
  identity_kind: string;
  identity: string;
  agent: string;
}

/** Who that was during one half-open slice of time; ISO 8601 UTC, null is open. */
export interface AttributionSlice {
  validFrom: string | null;
  validTo: string | null;
  workerId: string;
  teamId: string;
}

/** The answer to one question; no slices means unattributed. */
export interface AttributionAnswer {
  question: IdentityQuestion;
  slices: AttributionSlice[];
}
