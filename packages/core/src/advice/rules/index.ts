import type { Rule } from '../rule.ts';
import { bookRules } from './books.ts';
import { budgetRules } from './budget.ts';
import { contractRules } from './contract.ts';
import { factoryRules } from './factory.ts';
import { linkageRules } from './linkage.ts';
import { modelRules } from './model.ts';
import { qualityRules } from './quality.ts';
import { responseRules } from './response.ts';
import { runawayRules } from './runaway.ts';
import { workloadRules } from './workload.ts';

/** Every rule, by number. */
export const rules: readonly Rule[] = [
  ...workloadRules,
  ...modelRules,
  ...runawayRules,
  ...budgetRules,
  ...responseRules,
  ...linkageRules,
  ...contractRules,
  ...factoryRules,
  ...qualityRules,
  ...bookRules,
].sort((a, b) => a.number - b.number);
