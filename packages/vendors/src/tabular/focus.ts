import { formatUsd, type NormalisedUsage, type PicoUsd } from '@exchequer/model';
import { plainTime, readTime, readUsd, shown } from './cells.ts';
import { focusModel, focusProvider, focusTokens } from './focus-meter.ts';
import { RowNames } from './identity.ts';
import {
  type Fault,
  fault,
  isFault,
  type RowOutcome,
  type TabularImporter,
  type TabularOptions,
} from './importer.ts';
import { objectOf, textAt } from './json-text.ts';
import { excerptOf, importerOf, looksLikeJson, type RowReader } from './read-file.ts';
import type { Columns, TabularRecord } from './record.ts';

/** FOCUS 1.0–1.2 cost and usage files, CSV or one JSON object per line. */
export const focusImporter: TabularImporter = importerOf({
  kind: 'focus',
  source: 'focus',
  name: 'FOCUS file',
  endings: ['.csv', '.csv.gz', '.jsonl', '.ndjson', '.jsonl.gz', '.ndjson.gz'],
  isJson: looksLikeJson,
  reader: (_path, options) => new FocusReader(options),
});

const required = ['BilledCost', 'ServiceCategory', 'ChargeCategory', 'ChargePeriodStart'];

/**
 * Columns that say which charge a row is. Amounts are left out, because a provider restates them:
 * the same charge with other amounts is the same event, corrected.
 */
const chargeColumns = [
  'BillingAccountId',
  'SubAccountId',
  'BillingPeriodStart',
  'ChargePeriodStart',
  'ChargePeriodEnd',
  'ChargeCategory',
  'ChargeClass',
  'ChargeDescription',
  'ConsumedUnit',
  'InvoiceId',
  'PricingCategory',
  'ProviderName',
  'ServiceProviderName',
  'RegionId',
  'ResourceId',
  'ServiceName',
  'SkuId',
  'SkuMeter',
  'SkuPriceId',
  'SkuPriceDetails',
  'Tags',
  'CredentialId',
  'PrincipalId',
  'ConsumerId',
  'x_Model',
  'x_TokenType',
] as const;

const excerptColumns = [
  'ProviderName',
  'ServiceProviderName',
  'ServiceName',
  'ChargeCategory',
  'ChargePeriodStart',
  'SkuId',
  'SkuMeter',
  'BilledCost',
];

class FocusReader implements RowReader {
  readonly #options: TabularOptions;
  readonly #names = new RowNames();

  constructor(options: TabularOptions) {
    this.#options = options;
  }

  begin(columns: Columns): Fault | null {
    const missing = columns ? required.filter((name) => !columns.includes(name)) : [];
    if (missing.length === 0) return null;
    return fault(
      `this is no FOCUS file: it has no column ${missing.join(', ')}`,
      'Export FOCUS 1.0 to 1.2 from your provider, or import it as csv with --map.',
    );
  }

  excerpt(record: TabularRecord): string {
    return excerptOf(record, excerptColumns);
  }

  row(record: TabularRecord): RowOutcome {
    const shifted = shiftedRow(record);
    if (shifted) return { fault: shifted };
    const cost = costOf(record);
    if (isFault(cost)) return { fault: cost };
    if (!isAi(record))
      return { skip: 'other cloud cost, not AI usage: counted here, not booked', usd: cost ?? 0n };
    const tokens = focusTokens(record);
    if (isFault(tokens)) return { fault: tokens };
    const start = readTime(
      record.get('ChargePeriodStart'),
      'ChargePeriodStart',
      plainTime,
      this.#options.now,
    );
    if (isFault(start)) return { fault: start };
    const says = JSON.stringify(chargeColumns.map((name) => record.get(name)));
    const usage: NormalisedUsage = {
      workspace: this.#options.workspace,
      source: 'focus',
      source_event_id: this.#names.name(says),
      occurred_at: start,
      tool: 'focus',
      provider: focusProvider(record),
      model: focusModel(record),
      region: record.get('RegionId'),
      project: record.get('SubAccountName') || record.get('SubAccountId'),
      service: record.get('ServiceName'),
      ...whoOf(record),
      // A charge sums up many calls; how many is not in the file.
      requests: 0,
      ...tokens,
      ...(cost !== null && { reported_cost: formatUsd(cost) }),
      ...(record.get('ChargeCategory') !== 'Usage' && {
        flags: `charge-${record.get('ChargeCategory').toLowerCase()}`,
      }),
      aliases: [],
    };
    return { usage };
  }
}

/** A cell that cannot be what its column says shows that the row's cells stand in the wrong columns. */
function shiftedRow(record: TabularRecord): Fault | null {
  const zone = record.get('AvailabilityZone');
  // Zones called 1, 2 and 3 exist; zone 0 and fractions do not.
  if (/^(0|-?\d+\.\d+(E-?\d+)?)$/i.test(zone)) {
    return fault(
      `the cells of this row are shifted: AvailabilityZone holds the number ${shown(zone)}`,
      'Export the file again with a fixed exporter, or correct the row; none of its cells can be trusted.',
    );
  }
  const currency = record.get('BillingCurrency');
  if (currency && !/^[A-Za-z][A-Za-z0-9 _-]{1,30}$/.test(currency)) {
    return fault(
      `the cells of this row are shifted: BillingCurrency holds ${shown(currency)}`,
      'Export the file again, or correct the row.',
    );
  }
  return null;
}

/** EffectiveCost is what the usage cost after commitments; BilledCost where a file lacks it. */
function costOf(record: TabularRecord): PicoUsd | null | Fault {
  const currency = record.get('BillingCurrency').toUpperCase();
  if (currency && currency !== 'USD') {
    return fault(
      `the row is billed in ${currency}`,
      'Costs are kept in USD: export with BillingCurrency USD.',
    );
  }
  const effective = readUsd(record.get('EffectiveCost'), 'EffectiveCost');
  if (effective !== null) return effective;
  return readUsd(record.get('BilledCost'), 'BilledCost');
}

const aiCategories = new Set(['ai and machine learning', 'ai tokens', 'generative ai']);

function isAi(record: TabularRecord): boolean {
  return (
    aiCategories.has(record.get('ServiceCategory').toLowerCase()) ||
    aiCategories.has(record.get('ServiceSubcategory').toLowerCase())
  );
}

/** Whom the charge names: FOCUS 1.5 credentials where present, else the usual tags. */
function whoOf(record: TabularRecord): Partial<NormalisedUsage> {
  const credential = objectOf(record.raw('CredentialDetails'));
  const tags = objectOf(record.raw('Tags'));
  const tag = (...names: string[]) => textAt(tags, ...names);
  const who: Partial<NormalisedUsage> = {
    team_claim: tag('team', 'Team', 'user:team'),
    workflow: tag('workflow', 'Workflow'),
    cost_center: tag('cost_center', 'CostCenter', 'cost-center'),
  };
  const email = textAt(credential, 'Email');
  if (email) return { ...who, identity_kind: 'email', identity: email };
  const principal = record.get('PrincipalId');
  return principal ? { ...who, identity_kind: 'account', identity: principal } : who;
}
