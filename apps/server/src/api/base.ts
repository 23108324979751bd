import { permits } from '@exchequer/core/access';
import { contract } from '@exchequer/model/contract';
import { implement, ORPCError } from '@orpc/server';
import { type ApiContext, guest, type Scope } from './context.ts';

const implementer = implement(contract).$context<ApiContext>();

/** Refuses a caller without the scope. Admins may do everything but see base pay. */
function needs(scope: Scope) {
  return implementer.middleware(async ({ context, next }) => {
    if (!permits(context.actor.scopes, scope)) {
      throw new ORPCError('FORBIDDEN', {
        message: `this needs the ${scope} scope`,
        data: { fix: `Use a token with the ${scope} scope, or ask an admin for one.` },
      });
    }
    return next();
  });
}

const needsAnyone = implementer.middleware(async ({ context, next }) => {
  if (context.actor === guest) throw new ORPCError('UNAUTHORIZED');
  return next();
});

const asYourself = 'Sign in as yourself: exchequer login --worker EMAIL on the machine of the tower';

/** Refuses whoever is no worker: a person's own figures are for that person. */
const needsWorker = (fix: string) =>
  implementer.middleware(async ({ context, next }) => {
    const { workerId, workspace } = context.actor;
    if (workerId === null) {
      throw new ORPCError('FORBIDDEN', {
        message: 'this shows a person what is their own, and you are signed in as nobody in particular',
        data: { fix },
      });
    }
    return next({ context: { own: { workerId, workspace } } });
  });

/** Refuses whoever is neither an admin nor a worker who may act for themselves. */
const needsAdminOrWorker = implementer.middleware(async ({ context, next }) => {
  const { scopes, workerId } = context.actor;
  if (workerId === null && !permits(scopes, 'admin')) {
    throw new ORPCError('FORBIDDEN', {
      message: 'this is for admins, and for persons about what is their own',
      data: { fix: 'Sign in as yourself: exchequer login --worker EMAIL on the machine of the tower.' },
    });
  }
  return next();
});

/** Refuses whoever may neither read what is for everyone nor is a worker, who may read what is their own. */
const needsReaderOrWorker = implementer.middleware(async ({ context, next }) => {
  const { scopes, workerId } = context.actor;
  if (workerId === null && !permits(scopes, 'read')) {
    throw new ORPCError('FORBIDDEN', {
      message: 'this needs the read scope, or somebody who is signed in as themselves',
      data: { fix: 'Use a token with the read scope, or sign in: exchequer login --worker EMAIL.' },
    });
  }
  return next();
});

/**
 * Refuses gateway keys: they lie in settings files and leak, so that all but a few procedures are for
 * persons and tokens.
 */
const needsNoKey = implementer.middleware(async ({ context, next }) => {
  if (context.actor.key) {
    throw new ORPCError('FORBIDDEN', {
      message: 'a gateway key may ask for budgets, estimates and its own charges, and nothing else',
      data: { fix: 'Sign in on the web, or use an API token.' },
    });
  }
  return next();
});
const keyless = implementer.use(needsNoKey);

/** Implementers of the contract by what the caller must be allowed to do. */
export const reading = keyless.use(needs('read'));
export const ingesting = keyless.use(needs('ingest'));
export const administering = keyless.use(needs('admin'));
/** Base pay, and what would tell it. */
export const paying = keyless.use(needs('compensation'));
/** For a person's own figures; gives `context.own`. */
export const own = keyless.use(needsWorker(`${asYourself}.`));
/** For what a person does with their own, and admins with anybody's. */
export const ownOrAdmin = keyless.use(needsAdminOrWorker);
/** For advice: everybody's with the right to read, one's own always. */
export const adviceReading = keyless.use(needsReaderOrWorker);
/** For the few procedures open to whoever is signed in at all. */
export const signedIn = keyless.use(needsAnyone);
/** For a worker's own, by their gateway key too; gives `context.own`. */
export const ownByKey = implementer.use(needsWorker(`${asYourself}, or use your gateway key.`));
/** For readers, and for workers by their gateway key too. */
export const readingByKey = implementer.use(needsReaderOrWorker);
/** For signing in, which alone is open to guests. */
export const open = implementer;
