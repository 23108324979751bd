import { type DaySpan, earlier } from './calendar.ts';
import { type Grant, holderKey } from './grant.ts';
import { type GrantRefusal, refuseGrant } from './refusal.ts';

/** Stands for the end of what is open. */
export const endless = '9999-12-31';

const spanOf = ({ startsOn, endsOn }: Pick<Grant, 'startsOn' | 'endsOn'>): DaySpan => ({
  from: startsOn,
  to: endsOn ?? endless,
});

const meet = (a: DaySpan, b: DaySpan): boolean => a.from < b.to && b.from < a.to;

/**
 * Why a grant may not be issued beside the others, or null. A holder has one grant of a type, and one
 * of a plan, at a time: two would pay the same thing twice.
 */
export function checkOverlap(
  wish: Pick<Grant, 'planId' | 'holder' | 'terms' | 'startsOn' | 'endsOn'>,
  others: readonly Pick<Grant, 'id' | 'planId' | 'holder' | 'terms' | 'startsOn' | 'endsOn'>[],
): GrantRefusal | null {
  const span = spanOf(wish);
  if (span.from >= span.to) {
    return refuseGrant(
      'grant-span',
      'the grant ends before it begins',
      'Give a last day after the first one.',
    );
  }
  const twin = others.find(
    (other) =>
      holderKey(other.holder) === holderKey(wish.holder) &&
      (other.planId === wish.planId || other.terms.type === wish.terms.type) &&
      meet(span, spanOf(other)),
  );
  if (!twin) return null;
  const until = twin.endsOn ? `until ${twin.endsOn}` : 'without an end';
  return refuseGrant(
    'grant-overlap',
    `${twin.id} of the same ${twin.planId === wish.planId ? 'plan' : 'type'} runs from ${twin.startsOn} ${until}`,
    `End ${twin.id} first, or start this one on ${twin.endsOn ?? 'the day that one ends'}.`,
  );
}

/** Pauses nothing that has passed: what accrued on a day that is over stays. */
export function pauseGrant(grant: Grant, from: string, today: string): Grant | GrantRefusal {
  if (from < today) {
    return refuseGrant('pause-in-the-past', `${from} is over`, `Pause it from ${today} on, or later.`);
  }
  if (grant.endsOn !== null && grant.endsOn <= from) {
    return refuseGrant(
      'grant-ended',
      `${grant.id} ends on ${grant.endsOn}`,
      'There is nothing left to pause.',
    );
  }
  const open = grant.pauses.find(({ to }) => to > from);
  if (open) return refuseGrant('grant-paused', `${grant.id} is paused from ${open.from}`, 'Resume it first.');
  return { ...grant, pauses: [...grant.pauses, { from, to: endless }] };
}

/** Ends the open pause on a day. */
export function resumeGrant(grant: Grant, from: string, today: string): Grant | GrantRefusal {
  const open = grant.pauses.find(({ to }) => to === endless);
  if (!open)
    return refuseGrant('grant-not-paused', `${grant.id} is not paused`, 'There is nothing to resume.');
  if (from < today || from < open.from) {
    return refuseGrant('resume-in-the-past', `${from} is over`, `Resume it from ${today} on, or later.`);
  }
  const pauses = grant.pauses.map((pause) => (pause === open ? { ...pause, to: from } : pause));
  return { ...grant, pauses: pauses.filter((pause) => pause.from < pause.to) };
}

/** Ends a grant before a day; its balance goes back then. An end is never put off: that is a new grant. */
export function endGrant(grant: Grant, endsOn: string, today: string): Grant | GrantRefusal {
  if (endsOn < today) {
    return refuseGrant('end-in-the-past', `${endsOn} is over`, `End it on ${today}, or later.`);
  }
  if (grant.endsOn !== null && grant.endsOn <= earlier(endsOn, grant.endsOn)) {
    return refuseGrant(
      'grant-ended',
      `${grant.id} ends on ${grant.endsOn} already`,
      'Issue a new grant to go on.',
    );
  }
  return { ...grant, endsOn };
}
