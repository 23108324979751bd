import { describe, expect, test } from 'vitest';
import {
  type ColourName,
  cssColour,
  type Palette,
  paletteCss,
  palettes,
  seriesColours,
  tokenClassColours,
} from './palette.ts';

type Rgb = readonly [number, number, number];
type Matrix = readonly [Rgb, Rgb, Rgb];

function linear(hex: string): Rgb {
  const channel = (at: number) => {
    const v = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
  };
  return [channel(1), channel(3), channel(5)];
}

const clip = (v: number) => Math.min(1, Math.max(0, v));
const apply = (m: Matrix, c: Rgb): Rgb =>
  m.map((row) => clip(row[0] * c[0] + row[1] * c[1] + row[2] * c[2])) as unknown as Rgb;

/** Full colour blindness by kind: Machado, Oliveira and Fernandes 2009, severity 1. */
const visions: Record<string, Matrix> = {
  normal: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protan: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deutan: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritan: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

/** OKLab, in which equal distances look equally different. */
function okLab([r, g, b]: Rgb): Rgb {
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

/** How far apart two colours look at worst, over all kinds of colour vision, in hundredths. */
function apart(a: string, b: string): number {
  const distances = Object.values(visions).map((vision) => {
    const [x, y] = [a, b].map((c) => okLab(apply(vision, linear(c)))) as [Rgb, Rgb];
    return Math.hypot(x[0] - y[0], x[1] - y[1], x[2] - y[2]) * 100;
  });
  return Math.min(...distances);
}

function contrast(a: string, b: string): number {
  const luminance = (hex: string) => {
    const [r, g, bl] = linear(hex);
    return 0.2126 * r + 0.7152 * g + 0.0722 * bl;
  };
  const [high = 0, low = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (high + 0.05) / (low + 0.05);
}

const colours = (palette: Palette, names: readonly ColourName[]) => names.map((name) => palette[name]);
const grounds: readonly ColourName[] = ['paper', 'sheet'];

describe.each(Object.entries(palettes))('the %s theme', (_, palette) => {
  test('text passes AA on paper, sheet and the soft accent', () => {
    for (const ink of ['ink', 'mute', 'accent', 'warn', 'stop', 'good'] as const) {
      for (const ground of [...grounds, 'accentSoft'] as const) {
        expect(contrast(palette[ink], palette[ground]), `${ink} on ${ground}`).toBeGreaterThanOrEqual(4.5);
      }
    }
    expect(contrast(palette.paper, palette.accent), 'a primary button').toBeGreaterThanOrEqual(4.5);
    expect(contrast(palette.warn, palette.warnSoft)).toBeGreaterThanOrEqual(4.5);
    expect(contrast(palette.stop, palette.stopSoft)).toBeGreaterThanOrEqual(4.5);
  });

  test('every series stands out from the ground it is drawn on', () => {
    for (const name of [...tokenClassColours, ...seriesColours, 'other'] as const) {
      for (const ground of grounds) {
        expect(contrast(palette[name], palette[ground]), `${name} on ${ground}`).toBeGreaterThanOrEqual(3);
      }
    }
  });

  test.each([
    ['token classes', tokenClassColours],
    ['groups', seriesColours],
  ] as const)('%s stay apart for colour-blind readers, neighbours most of all', (_name, names) => {
    const all = colours(palette, names);
    for (let i = 0; i < all.length; i++) {
      for (let j = i + 1; j < all.length; j++) {
        const least = j === i + 1 ? 10 : 8;
        expect(apart(all[i] ?? '', all[j] ?? ''), `${names[i]} and ${names[j]}`).toBeGreaterThanOrEqual(
          least,
        );
      }
    }
  });
});

test('the style sheet carries every colour of both themes under the name the charts use', () => {
  const css = paletteCss();
  for (const name of Object.keys(palettes.light) as ColourName[]) {
    const property = cssColour(name).slice(4, -1);
    expect(css.split(`${property}:`).length - 1, name).toBe(2);
  }
});
