import type { FocusRow } from './columns.ts';
import { costCells, type FocusAccount, type FocusFrame, framedRow, priceCells } from './frame.ts';

/** Credits bought before they are used. */
export interface FocusPurchase extends FocusFrame {
  creditId: string;
  amount: bigint;
  transactionId: string;
}

/** A purchase is billed now and costs nothing yet: its usage will. */
export function purchaseRow(account: FocusAccount, purchase: FocusPurchase): FocusRow {
  const { provider, creditId, amount } = purchase;
  return {
    ...framedRow(account, purchase),
    ...costCells({ list: amount, contracted: amount, effective: 0n, billed: amount }),
    ...priceCells({ quantity: 1n, unit: 'Credits', list: amount, contracted: amount }),
    ChargeCategory: 'Purchase',
    ChargeClass: null,
    ChargeDescription: `Prepaid credits ${creditId}`,
    ChargeFrequency: 'One-Time',
    PricingCategory: 'Standard',
    ResourceId: creditId,
    ResourceName: `Prepaid credits ${creditId}`,
    ResourceType: 'Prepaid credits',
    SkuId: `${provider}/credits`,
    SkuMeter: 'Prepaid Credits',
    SkuPriceId: `${provider}/credits`,
    x_TransactionId: purchase.transactionId,
  };
}

/** Cost of the books that is no usage: variance, breakage, an accrual, an adjustment. */
export interface FocusAdjustment extends FocusFrame {
  account: string;
  memo: string;
  kind: string;
  purpose: string;
  costCenter: string;
  amount: bigint;
  /** False where no bill comes of it, such as credits that expired. */
  billed: boolean;
  transactionId: string;
}

/** Expense beside usage, so that the file sums to the expense of the ledger. */
export function adjustmentRow(account: FocusAccount, adjustment: FocusAdjustment): FocusRow {
  const { amount, billed, purpose, costCenter } = adjustment;
  const tags = Object.entries({ purpose, cost_center: costCenter, account: adjustment.account });
  return {
    ...framedRow(account, adjustment),
    ...costCells({ list: amount, contracted: amount, effective: amount, billed: billed ? amount : 0n }),
    ChargeCategory: 'Adjustment',
    ChargeDescription: adjustment.memo,
    ChargeFrequency: 'One-Time',
    ServiceSubcategory: 'Other (AI and Machine Learning)',
    Tags: JSON.stringify(Object.fromEntries(tags.filter(([, value]) => value !== ''))),
    x_CostCenter: costCenter || null,
    x_Purpose: purpose || null,
    x_TransactionId: adjustment.transactionId,
  };
}
