import type { CounselFlag } from '@exchequer/model/contract';
import type { GrantTerms } from './grant.ts';

type Terms = Pick<
  GrantTerms,
  'type' | 'personalUse' | 'transfer' | 'basisKind' | 'cadence' | 'validPeriods' | 'rollover'
>;
type Flag = Omit<CounselFlag, 'jurisdiction'>;

const flag = (
  code: string,
  who: Flag['who'],
  severity: Flag['severity'],
  text: string,
  source: string,
): Flag => ({ code, who, severity, text, source });

const monthsOf = { daily: 0, monthly: 1, quarterly: 3, annual: 12 };

/** Whether a lot, rolled over, may still be spent in a later year. */
const outlivesYear = ({ cadence, validPeriods, rollover }: Terms): boolean =>
  monthsOf[cadence] * validPeriods * (rollover.percent > 0 ? 2 : 1) > 12;

function unitedStates(terms: Terms): Flag[] {
  const flags: Flag[] = [
    flag(
      'us-minimum-wage',
      'labour',
      'note',
      'Grants never count toward minimum wage or overtime: tokens are no proper medium of payment.',
      '29 CFR 531.34',
    ),
  ];
  if (terms.personalUse) {
    flags.push(
      flag(
        'us-personal-wages',
        'payroll',
        'review',
        'Personal use is fair-market-value wages (W-2, FICA) unless it is de minimis.',
        '26 CFR 1.132-5',
      ),
    );
  } else {
    flags.push(
      flag(
        'us-working-condition',
        'tax',
        'note',
        'Business use under the employer’s control is a working-condition fringe, to the extent that the employee could deduct it (§162).',
        '26 CFR 1.132-5(a)(1)',
      ),
    );
  }
  if (terms.type === 'personal_allotment') {
    flags.push(
      flag(
        'us-open-wallet',
        'tax',
        'review',
        'A choice among unspecified benefits with a cash value set beforehand is not excludable: keep the allotment to named tools.',
        '26 CFR 1.132-5(a)(1)(i)',
      ),
    );
  }
  if (outlivesYear(terms)) {
    flags.push(
      flag(
        'us-later-year',
        'tax',
        'review',
        'Rights that reach into a later year need a look under §409A and §83.',
        'general knowledge, no primary source checked',
      ),
    );
  }
  if (terms.basisKind === 'share_of_base') {
    flags.push(
      flag(
        'us-regular-rate',
        'labour',
        'review',
        'An amount that goes by base pay needs a look at the regular rate, pay equity and state wage law.',
        'general knowledge, no primary source checked',
      ),
    );
  }
  return flags;
}

function unitedKingdom(terms: Terms): Flag[] {
  const flags = [
    flag(
      'gb-s316',
      'tax',
      terms.personalUse ? 'review' : 'note',
      terms.personalUse
        ? 'The exemption of s.316 ITEPA needs private use that is not significant: this grant allows it.'
        : 'Exempt under s.316 ITEPA while private use is not significant and the policy says so.',
      'ITEPA 2003 s.316; HMRC EIM21613',
    ),
  ];
  if (terms.basisKind === 'share_of_base' || terms.type === 'personal_allotment') {
    flags.push(
      flag(
        'gb-reward',
        'tax',
        'review',
        'Offering tokens as pay undermines the exemption, which rests on a commercial reason and not a desire to reward.',
        'HMRC EIM21613',
      ),
    );
  }
  return flags;
}

const union = 'AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK'.split(' ');

function european(jurisdiction: string): Flag[] {
  const flags = [
    flag(
      'eu-monitoring',
      'privacy',
      'review',
      'Evaluating workers by their use is high-risk under the AI Act; workers are to be told, and a DPIA made.',
      'EU AI Act Annex III(4), Art. 26(7); GDPR (second-hand)',
    ),
    flag(
      'eu-national',
      'tax',
      'review',
      'No rule of this country is known here: whether it is pay in kind is for local counsel.',
      'none',
    ),
  ];
  if (jurisdiction === 'DE') {
    flags.push(
      flag(
        'de-works-council',
        'labour',
        'review',
        'The works council decides with you.',
        'BetrVG §87(1)6 (second-hand)',
      ),
    );
  }
  return flags;
}

function everywhere(terms: Terms): Flag[] {
  const flags = [
    flag(
      'accounting-no-accrual',
      'accounting',
      'note',
      'A business-use grant is a budget encumbrance, not a liability; cash-out would make it one and is not offered.',
      'ASC 710-10-25-1 and EITF 06-2, by analogy',
    ),
  ];
  if (terms.transfer !== 'none') {
    flags.push(
      flag(
        'transferable',
        'securities',
        'review',
        'Passing budget on stays one hop, at cost and inside the company; resale, redemption or appreciation would raise securities, payment and wage law.',
        'general knowledge, no primary source checked',
      ),
    );
  }
  return flags;
}

/** What must be looked at, by whom and why. Flags for counsel, not advice; the texts name their sources. */
export function counselFlags(terms: Terms, jurisdiction: string): CounselFlag[] {
  const flags = [...local(terms, jurisdiction), ...everywhere(terms)];
  return flags.map((one) => ({ ...one, jurisdiction }));
}

function local(terms: Terms, jurisdiction: string): Flag[] {
  if (jurisdiction === 'US') return unitedStates(terms);
  if (jurisdiction === 'GB') return unitedKingdom(terms);
  if (union.includes(jurisdiction)) return european(jurisdiction);
  return [
    flag(
      'unknown-jurisdiction',
      'tax',
      'review',
      'No rule of this country is known here: ask counsel there before the first lot.',
      'none',
    ),
  ];
}
