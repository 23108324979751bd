import { z } from 'zod';
import { purposes, untagged } from '../ledger/ledger.ts';
import { workspaceSchema } from './shared.ts';

export const ws = { workspace: workspaceSchema };
export const word = z.string().trim().min(1).max(200);
export const text = z.string().trim().max(500);
/** Amounts are positive; a negative one is refused with a reason, so it is let through to there. */
export const amountInput = z
  .string()
  .regex(/^-?\d{1,20}(\.\d{1,12})?$/, 'must be a decimal number of at most 12 decimals');
export const currencyInput = z
  .string()
  .regex(/^[A-Z]{3}$/, 'three capital letters of ISO 4217, such as USD')
  .default('USD');
export const day = z.iso.date();
/** Names the cause, so that a repeat after a lost answer posts nothing twice. */
export const idempotencyKey = z.string().min(1).max(120).optional();
export const id = z.string().min(1).max(80);
/** A purpose, or `untagged` where no rule gives one. */
export const taggedPurposeSchema = z.enum([...purposes, untagged]);

/** What a template posted: its transactions, oldest first. */
export const posted = z.object({ transaction_ids: z.array(z.string()) });
