import type { ManagedBy, Purpose } from '@exchequer/model';
import type { CostCenters, PurposeMatch, PurposeRule } from '../charge/index.ts';
import type { PolicyFault } from './fault.ts';

/** Where something stands in the file. */
interface Placed {
  key: string;
  /** Such as `purposes.2`. */
  path: string;
  line: number;
  /** Lines of its fields, where they are written. */
  lines: Readonly<Record<string, number>>;
}

/** A rule of the file; its teams are not looked up yet. Days are company days, half-open. */
export interface RuleEntry extends Placed {
  /** As written. */
  teams: readonly string[];
  match: Omit<PurposeMatch, 'teamIds'>;
  purpose: Purpose;
  validFrom: string | null;
  validTo: string | null;
  note: string;
}

/** A cost centre of the file; its teams are not looked up yet. Days are company days, half-open. */
export interface CenterEntry extends Placed {
  name: string;
  /** As written. */
  teams: readonly string[];
  claims: readonly string[];
  isDefault: boolean;
  validFrom: string | null;
  validTo: string | null;
}

/** Purposes and cost centres as they stand, and who keeps them. */
export interface ChargingFacts {
  rules: readonly PurposeRule[];
  rulesManagedBy: ManagedBy;
  centers: CostCenters;
  centersManagedBy: ManagedBy;
}

/** A fault at a rule or cost centre, at the line of the field that is meant. */
export function chargingFault(
  entry: RuleEntry | CenterEntry,
  field: string | null,
  code: string,
  error: string,
  fix: string,
): PolicyFault {
  const what = 'purpose' in entry ? 'rule' : 'cost centre';
  return {
    line: (field && entry.lines[field]) || entry.line,
    path: field ? `${entry.path}.${field}` : entry.path,
    code,
    error: `${what} ${entry.key}: ${error}`,
    fix,
  };
}
