/** Why a change to people is turned away. */
export interface PeopleRefusal {
  refused: PeopleRefusalCode;
  detail: string;
  fix: string;
}

export type PeopleRefusalCode =
  | 'worker-unknown'
  | 'team-unknown'
  | 'identity-unknown'
  | 'team-cycle'
  | 'validity-empty'
  | 'membership-overlap'
  | 'identity-taken'
  | 'external-id-taken'
  | 'owner-not-a-person'
  | 'owner-of-a-person';

export function refusePeople(refused: PeopleRefusalCode, detail: string, fix: string): PeopleRefusal {
  return { refused, detail, fix };
}
