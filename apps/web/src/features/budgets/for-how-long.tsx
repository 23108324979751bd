import type { BudgetRequest } from '@exchequer/model/contract';
import { Segmented } from '../../components/segmented.tsx';

/** Whether more is given for the period that runs, or for good. */
export function ForHowLong({
  value,
  onChange,
}: {
  value: BudgetRequest['kind'];
  onChange: (kind: BudgetRequest['kind']) => void;
}) {
  return (
    <div>
      <Segmented
        label="For how long"
        value={value}
        options={[
          { value: 'temporary', name: 'This period only' },
          { value: 'permanent', name: 'For good' },
        ]}
        onChange={onChange}
      />
    </div>
  );
}
