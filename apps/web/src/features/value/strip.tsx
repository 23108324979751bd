import type { Evidence } from '@exchequer/model/contract';
import { cssColour, sparkline } from '../../charts/index.ts';
import { Drawn } from '../../components/drawn.tsx';
import { ProvenanceDot } from '../../components/provenance.tsx';
import { stackOf } from '../../components/stack.ts';
import { Tag } from '../../components/tag.tsx';
import { useWidth } from '../../components/width.ts';
import { delta } from '../../format/delta.ts';
import { dimensionNames } from '../../state/filter.ts';
import { useEvidence } from './evidence.ts';
import type { Figure, Figures } from './figures.ts';
import { Needs } from './needs.tsx';
import { keysOfPairs, type Pair, pairs } from './pairs.ts';
import { Shown } from './shown.tsx';

const moods = { better: 'text-good', worse: 'text-stop', neutral: 'text-ink' };

/** Both languages on one strip: above the measure that boards have always read, below its twin of the token era. */
export function Strip({ figures, onOpen }: { figures: Figures; onOpen: (key: string) => void }) {
  const evidence = useEvidence(keysOfPairs.filter((key) => figures.of(key).reading?.value != null));
  return (
    <ol aria-label="Pairs of both eras" className="grid grid-cols-5 max-lg:grid-cols-3 max-sm:grid-cols-1">
      {pairs.map((pair) => (
        <PairCell
          key={pair.headcount.key}
          pair={pair}
          figures={figures}
          evidence={evidence}
          onOpen={onOpen}
        />
      ))}
    </ol>
  );
}

interface PairProps {
  pair: Pair;
  figures: Figures;
  evidence: ReadonlyMap<string, Evidence>;
  onOpen: (key: string) => void;
}

function PairCell({ pair, figures, evidence, onOpen }: PairProps) {
  return (
    <li
      title={pair.says}
      className="grid min-w-0 grid-rows-subgrid row-span-2 gap-y-0 border-b border-line px-4 not-last:border-r first:pl-0 last:pr-0 max-lg:px-3 sm:max-lg:nth-[3n+1]:pl-0 max-sm:row-span-1 max-sm:grid-cols-2 max-sm:gap-x-4 max-sm:border-r-0 max-sm:px-0"
    >
      <PairFigure
        name={pair.headcount.name}
        figure={figures.of(pair.headcount.key)}
        evidence={evidence}
        onOpen={onOpen}
      />
      <PairFigure
        name={pair.token.name}
        figure={figures.of(pair.token.key)}
        evidence={evidence}
        onOpen={onOpen}
        token
      />
    </li>
  );
}

interface PairFigureProps {
  name: string;
  figure: Figure;
  evidence: ReadonlyMap<string, Evidence>;
  onOpen: (key: string) => void;
  /** Of the token era: drawn in the accent. */
  token?: boolean;
}

function PairFigure({ name, figure, evidence, onOpen, token = false }: PairFigureProps) {
  const { definition, reading, result } = figure;
  return (
    <div className={`relative min-w-0 py-3 ${token ? 'sm:border-t sm:border-line' : ''}`}>
      <div className="flex items-center gap-1.5 text-[12.5px] text-mute">
        <span className="truncate" title={definition?.name ?? name}>
          {name}
        </span>
        {result && reading?.value != null ? <ProvenanceDot kind={result.provenance.kind} /> : null}
      </div>
      <Body figure={figure} evidence={evidence} onOpen={onOpen} token={token} />
    </div>
  );
}

function Body({ figure, evidence, onOpen, token }: Omit<PairFigureProps, 'name'> & { token: boolean }) {
  const { definition, reading, result, unsplit } = figure;
  if (!definition) return <Quiet>Not computed in this version.</Quiet>;
  if (unsplit) return <Quiet>Cannot be split by {dimensionNames[unsplit].toLowerCase()}.</Quiet>;
  if (!reading || !result) return <div aria-busy="true" className="h-[72px]" />;
  if (reading.value === null) {
    return (
      <div className="mt-1">
        <Needs text={reading.needs ?? 'usage in this range'} />
      </div>
    );
  }
  const change = delta(reading.value, reading.compare_value, definition.unit, definition.direction);
  return (
    <>
      <button
        type="button"
        onClick={() => onOpen(figure.key)}
        title="Show the formula and its inputs"
        className="mt-0.5 block text-left text-[20px] leading-[1.3] font-[600] tracking-[-0.02em] after:absolute after:inset-0 hover:text-accent"
      >
        <Shown value={reading.value} definition={definition} evidence={evidence.get(figure.key)} />
      </button>
      <div className="flex min-h-[18px] flex-wrap items-center gap-x-2 text-[12px]">
        {change ? (
          <span className={moods[change.mood]}>
            {change.arrow} {change.text}
          </span>
        ) : null}
        {definition.badge ? <Tag>{definition.badge}</Tag> : null}
      </div>
      <Course figure={figure} colour={cssColour(token ? 'accent' : 'mute')} />
    </>
  );
}

function Quiet({ children }: { children: React.ReactNode }) {
  return <p className="mt-1 text-[12.5px] text-mute">{children}</p>;
}

/** The figure’s course over the range, as wide as its place. */
function Course({ figure: { key, result, definition }, colour }: { figure: Figure; colour: string }) {
  const { ref, width } = useWidth<HTMLDivElement>();
  const grain = result?.query.grain ?? 'total';
  const metricIndex = result?.query.metrics.indexOf(key) ?? -1;
  if (!result || grain === 'total' || metricIndex < 0) return null;
  const additive = definition?.additive ?? true;
  const [line] = stackOf(result, { grain, dimensions: [], metricIndex, additive }).series;
  const values = line?.values ?? [];
  const drawn = values.filter((v) => !Number.isNaN(v)).length > 1;
  return (
    <div ref={ref} className="mt-1.5 h-7">
      {drawn && width > 0 ? <Drawn drawing={sparkline({ width, height: 28, values, colour })} /> : null}
    </div>
  );
}
