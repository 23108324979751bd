import type { Register } from '../frame/index.ts';
import { registerAlert } from './alert/index.ts';
import { registerBudget } from './budget/index.ts';
import { registerConnect } from './connect/index.ts';
import { registerDecision } from './decision/index.ts';
import { registerDoctor } from './doctor.ts';
import { registerDown } from './down.ts';
import { registerExperiment } from './experiment/index.ts';
import { registerExplain } from './explain/index.ts';
import { registerFactory } from './factory/index.ts';
import { registerFigures } from './figures/index.ts';
import { registerForecast } from './forecast/index.ts';
import { registerGateway } from './gateway/index.ts';
import { registerGrant } from './grant/index.ts';
import { registerImport } from './import/index.ts';
import { registerKey } from './key/index.ts';
import { registerKpi } from './kpi/index.ts';
import { registerLedger } from './ledger/index.ts';
import { registerLogin } from './login/index.ts';
import { registerMcp } from './mcp/index.ts';
import { registerMe } from './me/index.ts';
import { registerOutcome } from './outcome/index.ts';
import { registerPeople } from './people/index.ts';
import { registerPolicy } from './policy/index.ts';
import { registerPrices } from './prices/index.ts';
import { registerPrivacy } from './privacy/index.ts';
import { registerRates } from './rates/index.ts';
import { registerRecommend } from './recommend/index.ts';
import { registerReport } from './report/index.ts';
import { registerSample } from './sample/index.ts';
import { registerSource } from './source/index.ts';
import { registerStatusline } from './statusline/index.ts';
import { registerTerms } from './terms/index.ts';
import { registerToken } from './token/index.ts';
import { registerUp } from './up.ts';
import { registerUsage } from './usage/index.ts';
import { registerWork } from './work-items/index.ts';

/** Every command, in the order of the help. A new one is one file and one line here. */
export const registers: readonly Register[] = [
  registerUp,
  registerDown,
  registerDoctor,
  registerSample,
  registerConnect,
  registerGateway,
  registerFactory,
  registerKey,
  registerMe,
  registerMcp,
  registerStatusline,
  registerUsage,
  registerKpi,
  registerExplain,
  registerExperiment,
  registerForecast,
  registerDecision,
  registerRecommend,
  registerAlert,
  registerReport,
  registerWork,
  registerOutcome,
  registerImport,
  registerSource,
  registerPeople,
  registerPrivacy,
  registerFigures,
  registerTerms,
  registerBudget,
  registerGrant,
  registerPolicy,
  registerPrices,
  registerRates,
  registerLedger,
  registerToken,
  registerLogin,
];
