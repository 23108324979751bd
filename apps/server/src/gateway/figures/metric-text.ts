/** Counts by label values, in the order in which the names of the labels were given. */
export class Counter {
  readonly name: string;
  readonly help: string;
  readonly #labels: readonly string[];
  readonly #counts = new Map<string, { values: readonly string[]; count: number }>();

  constructor(name: string, help: string, labels: readonly string[] = []) {
    this.name = name;
    this.help = help;
    this.#labels = labels;
  }

  add(count: number, ...values: readonly string[]): void {
    const place = values.join('\u0000');
    const known = this.#counts.get(place);
    if (known) known.count += count;
    else this.#counts.set(place, { values, count });
  }

  text(): string {
    const lines = [...this.#counts.values()].map(
      ({ values, count }) => `${this.name}${labelText(this.#labels, values)} ${count}`,
    );
    return [`# HELP ${this.name} ${this.help}`, `# TYPE ${this.name} counter`, ...lines].join('\n');
  }
}

/** Seconds from a tenth of a millisecond, which the gateway adds, to minutes, which models take. */
const bounds = [
  0.000_1, 0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60,
  300,
];

/** How often durations fell below each of a row of bounds. */
export class DurationHistogram {
  readonly name: string;
  readonly help: string;
  readonly #counts = bounds.map(() => 0);
  #sum = 0;
  #count = 0;

  constructor(name: string, help: string) {
    this.name = name;
    this.help = help;
  }

  add(ms: number): void {
    const seconds = ms / 1_000;
    this.#sum += seconds;
    this.#count += 1;
    for (let at = 0; at < bounds.length; at++) {
      if (seconds > (bounds[at] as number)) continue;
      (this.#counts[at] as number) += 1;
      return;
    }
  }

  text(): string {
    let below = 0;
    const buckets = bounds.map((bound, at) => {
      below += this.#counts[at] ?? 0;
      return `${this.name}_bucket{le="${bound}"} ${below}`;
    });
    return [
      `# HELP ${this.name} ${this.help}`,
      `# TYPE ${this.name} histogram`,
      ...buckets,
      `${this.name}_bucket{le="+Inf"} ${this.#count}`,
      `${this.name}_sum ${this.#sum}`,
      `${this.name}_count ${this.#count}`,
    ].join('\n');
  }
}

/** One present value. */
export const gaugeText = (name: string, help: string, value: number): string =>
  `# HELP ${name} ${help}\n# TYPE ${name} gauge\n${name} ${value}`;

function labelText(names: readonly string[], values: readonly string[]): string {
  if (names.length === 0) return '';
  return `{${names.map((name, at) => `${name}="${escaped(values[at] ?? '')}"`).join(',')}}`;
}

/** Backslash, quote and line feed, as the text format of Prometheus asks. */
const escaped = (text: string) => text.replace(/[\\"\n]/g, (c) => (c === '\n' ? '\\n' : `\\${c}`));
