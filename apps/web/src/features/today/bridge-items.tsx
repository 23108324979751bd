import type { BridgePart, NamedValue } from '@exchequer/model/contract';
import { Amount } from '../../components/amount.tsx';
import { valueLabel } from '../../state/labels.ts';
import { useView } from '../../state/view.ts';
import { partMeanings, partNames } from './bridge-words.ts';

const folded = '\u2026other';

/** What a step of the bridge is made of. A value filters the page, and so opens the level below it. */
export function BridgeItems({ part }: { part: BridgePart }) {
  return (
    <section className="mt-2" aria-label={`${partNames[part.key]}, its parts`}>
      <p className="text-[12.5px] text-mute">{partMeanings[part.key]}</p>
      {part.items.length === 0 ? null : (
        <table className="table dense cards">
          <thead>
            <tr>
              <th scope="col">What</th>
              <th scope="col" className="n">
                Before
              </th>
              <th scope="col" className="n">
                Now
              </th>
              <th scope="col" className="n">
                Adds
              </th>
            </tr>
          </thead>
          <tbody>
            {part.items.map(({ at, amount, before, after }) => (
              <tr key={at.map(({ value }) => value).join('\n') || 'rest'}>
                <td className="head">{at.length === 0 ? 'The rest' : <Path at={at} />}</td>
                <td className="n text-mute" data-label="Before">
                  <Amount value={at.length === 0 ? null : before} unit="usd" />
                </td>
                <td className="n text-mute" data-label="Now">
                  <Amount value={at.length === 0 ? null : after} unit="usd" />
                </td>
                <td className="n" data-label="Adds">
                  <Amount value={amount} unit="usd" />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

function Path({ at }: { at: readonly NamedValue[] }) {
  const { filterBy } = useView();
  return at.map(({ dimension, value, label }, level) => (
    <span key={dimension}>
      {level > 0 ? <span className="text-mute"> › </span> : null}
      {value === folded || dimension === 'token_class' ? (
        valueLabel(dimension, value, label)
      ) : (
        <button
          type="button"
          className="text-left hover:text-accent"
          title="Filter by it"
          onClick={() => filterBy({ dimension, op: 'is', values: [value] })}
        >
          {valueLabel(dimension, value, label)}
        </button>
      )}
    </span>
  ));
}
