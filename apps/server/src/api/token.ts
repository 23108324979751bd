import { permits } from '@exchequer/core/access';
import { type ApiToken, tokenScopeSchema } from '@exchequer/model/contract';
import type { TokenRecord } from '@exchequer/store/access';
import { administering } from './base.ts';
import { refusal } from './problem.ts';

function toApiToken(record: TokenRecord): ApiToken {
  return {
    id: record.id,
    name: record.name,
    scopes: tokenScopeSchema.options.filter((scope) => record.scopes.includes(scope)),
    workspace: record.workspace,
    hint: record.hint,
    created_at: record.createdAt.toISOString(),
    created_by: record.createdBy,
    last_used_at: record.lastUsedAt?.toISOString() ?? null,
    expires_at: record.expiresAt?.toISOString() ?? null,
    revoked_at: record.revokedAt?.toISOString() ?? null,
  };
}

const list = administering.token.list.handler(({ context }) =>
  context.services.access.tokens().map(toApiToken),
);

const create = administering.token.create.handler(async ({ input, context }) => {
  const expiresAt = input.expires_at ? new Date(input.expires_at) : null;
  if (expiresAt && expiresAt <= context.now()) {
    throw refusal(
      422,
      'expiry-in-the-past',
      '`expires_at` lies in the past',
      'Give a later time, or null for none.',
    );
  }
  const { name, scopes, workspace } = input;
  const beyond = scopes.find((scope) => !permits(context.actor.scopes, scope));
  if (beyond) {
    throw refusal(
      403,
      'scope-beyond-own',
      `you may not give the ${beyond} scope, since you do not have it`,
      'Ask someone who has it to make the token.',
    );
  }
  const made = await context.services.access.createToken(
    { name, scopes, workspace, expiresAt },
    context.actor,
  );
  return { token: toApiToken(made.record), secret: made.secret };
});

const revoke = administering.token.revoke.handler(async ({ input, context }) => ({
  revoked: await context.services.access.revokeToken(input.id, context.actor),
}));

export const tokenRouter = { list, create, revoke };

export const auditRouter = {
  list: administering.audit.list.handler(({ input, context }) => context.services.access.audit(input)),
};
