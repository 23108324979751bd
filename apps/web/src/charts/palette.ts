/**
 * Every colour of the product, in both themes: the one definition from which the style sheet, the
 * charts and later the e-mail and PDF charts take theirs. The series stay apart for colour-blind
 * readers, and text passes AA on every ground it stands on; palette.test.ts computes both.
 */
export interface Palette {
  paper: string;
  sheet: string;
  ink: string;
  mute: string;
  line: string;
  edge: string;
  accent: string;
  accentSoft: string;
  warn: string;
  warnSoft: string;
  stop: string;
  stopSoft: string;
  good: string;
  /** Token classes in the order of the whole product; reasoning is a lighter part of output. */
  uncachedInput: string;
  cacheRead: string;
  cacheWriteShort: string;
  cacheWriteLong: string;
  output: string;
  reasoning: string;
  series1: string;
  series2: string;
  series3: string;
  series4: string;
  series5: string;
  series6: string;
  other: string;
}

export type ColourName = keyof Palette;
export type Theme = 'light' | 'dark';

export const palettes: Record<Theme, Palette> = {
  light: {
    paper: '#fbfaf6',
    sheet: '#ffffff',
    ink: '#1c211e',
    mute: '#5f6762',
    line: '#e4e2da',
    edge: '#cfccc2',
    accent: '#1f5b45',
    accentSoft: '#e5eee9',
    warn: '#8a5510',
    warnSoft: '#f7ecd9',
    stop: '#a23b2c',
    stopSoft: '#f8e6e2',
    good: '#1f6b4c',
    uncachedInput: '#1f7956',
    cacheRead: '#4d9c83',
    cacheWriteShort: '#b58117',
    cacheWriteLong: '#703e0a',
    output: '#2b4a70',
    reasoning: '#9089c1',
    series1: '#05705e',
    series2: '#393d88',
    series3: '#b48216',
    series4: '#9b3a23',
    series5: '#875aa7',
    series6: '#539aa7',
    other: '#858b86',
  },
  dark: {
    paper: '#141816',
    sheet: '#1a1f1c',
    ink: '#e9ebe6',
    mute: '#9aa49d',
    line: '#2a312d',
    edge: '#3f4943',
    accent: '#6fbf9d',
    accentSoft: '#20302a',
    warn: '#e0a64a',
    warnSoft: '#33291a',
    stop: '#e88a7b',
    stopSoft: '#35211d',
    good: '#74c69d',
    uncachedInput: '#78dfb7',
    cacheRead: '#309576',
    cacheWriteShort: '#d9a43e',
    cacheWriteLong: '#906525',
    output: '#a2b5eb',
    reasoning: '#566e9f',
    series1: '#5dc29c',
    series2: '#5b87d3',
    series3: '#e4ae44',
    series4: '#c76251',
    series5: '#c59ee2',
    series6: '#a0dde1',
    other: '#8b938d',
  },
};

export const tokenClassColours: readonly ColourName[] = [
  'uncachedInput',
  'cacheRead',
  'cacheWriteShort',
  'cacheWriteLong',
  'output',
  'reasoning',
];
export const seriesColours: readonly ColourName[] = [
  'series1',
  'series2',
  'series3',
  'series4',
  'series5',
  'series6',
];

const kebab = (name: string) => name.replace(/([A-Z]|\d)/g, (part) => `-${part.toLowerCase()}`);

/** A colour as the style sheet names it; the theme then decides. */
export const cssColour = (name: ColourName) => `var(--${kebab(name)})`;

/** The palettes as CSS custom properties, for the build to put into the style sheet. */
export function paletteCss(): string {
  const block = (selector: string, palette: Palette) =>
    `${selector}{${Object.entries(palette)
      .map(([name, value]) => `--${kebab(name)}:${value}`)
      .join(';')}}`;
  return `${block(':root', palettes.light)}${block("[data-theme='dark']", palettes.dark)}`;
}
