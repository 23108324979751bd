import type { GrantPlan } from '@exchequer/model/contract';
import { client } from '../../api/client.ts';
import { ActionButton } from '../../components/action.tsx';
import { Section } from '../../components/section.tsx';
import { Tag } from '../../components/tag.tsx';
import { useView } from '../../state/view.ts';
import { basisWords, cadenceNames, rolloverWords, transferNames, typeNames } from './words.ts';

/** The plans, each in the sentence that a candidate would be told. */
export function Plans({ plans, admin }: { plans: readonly GrantPlan[]; admin: boolean }) {
  const { workspace } = useView();
  if (plans.length === 0) return null;
  return (
    <Section
      id="plans"
      title="Plans"
      sub="A change of a plan holds for grants issued after it; those issued keep their terms."
    >
      {plans.map((plan) => (
        <div
          key={plan.id}
          className="grid grid-cols-[minmax(0,1fr)_auto] gap-x-6 border-b border-line py-2.5 max-sm:grid-cols-1"
        >
          <div className="min-w-0">
            <p>
              <span className="font-[560]">{plan.name}</span>{' '}
              <span className="text-[13px] text-mute">{typeNames[plan.type]}</span>{' '}
              {plan.state === 'retired' ? <Tag>retired</Tag> : null}{' '}
              {plan.personal_use ? <Tag tone="warn">personal use: wages</Tag> : null}
            </p>
            <p className="text-[13px] text-mute">
              {basisWords(plan.basis, plan.currency)}, {cadenceNames[plan.cadence]}; {rolloverWords(plan)};{' '}
              {transferNames[plan.transfer]}. {plan.jurisdiction}
            </p>
            {plan.notes.map((note) => (
              <p key={note.code} className="text-[12.5px] text-warn">
                {note.text}
              </p>
            ))}
          </div>
          <div className="text-right text-[13px] max-sm:text-left">
            {plan.active_grants.toLocaleString('en-US')} running
            {admin && plan.state === 'active' ? (
              <div>
                <ActionButton
                  kind="quiet"
                  run={() => client.grant.plans.retire({ workspace, id: plan.id })}
                  done={() => `${plan.name} takes no new grants`}
                >
                  Retire
                </ActionButton>
              </div>
            ) : null}
          </div>
        </div>
      ))}
    </Section>
  );
}
