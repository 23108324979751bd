import { createRequire } from 'node:module';
import PDFDocument from 'pdfkit';

/** The colours of a paper: ink, grey and the green of a counting cloth. */
export const inks = { ink: '#1c1b19', grey: '#6b6862', rule: '#d9d5cc', green: '#1f5c46' } as const;

const margin = 48;
/** An A4 page in points. */
const page = { width: 595.28, height: 841.89 };
const letter = { width: 612, height: 792 };
export const contentWidth = page.width - 2 * margin;

const fonts = createRequire(import.meta.url);
/** Inter, which has every European script; the built-in faces of PDF have Latin-1 alone. */
const faces = {
  regular: '@expo-google-fonts/inter/400Regular/Inter_400Regular.ttf',
  medium: '@expo-google-fonts/inter/500Medium/Inter_500Medium.ttf',
  strong: '@expo-google-fonts/inter/600SemiBold/Inter_600SemiBold.ttf',
} as const;
type Face = keyof typeof faces;

export interface TextStyle {
  size?: number;
  face?: Face;
  color?: string;
  align?: 'left' | 'right' | 'center';
  /** Points; the rest of the line when left out. */
  width?: number;
  lineGap?: number;
  /** Digits of one width, for amounts; text on the right has them always. */
  tabular?: boolean;
  /** Lines at most; what does not fit ends in an ellipsis. */
  most?: number;
}

/** One A4 page that is filled from top to bottom. Text that does not fit is a fault of the caller. */
export interface Sheet {
  /** Distance from the top of the page, where the next part begins. */
  y: number;
  /** Writes at a place; returns the height. */
  text(words: string, x: number, y: number, style?: TextStyle): number;
  rule(y: number, color?: string): void;
  /** A chequer, the mark of the house. */
  mark(x: number, y: number): void;
  /** Draws shapes. */
  draw(shapes: (doc: PDFKit.PDFDocument) => void): void;
  /** Makes a part of the page lead somewhere. */
  link(place: { x: number; y: number; width: number; height: number }, to: string): void;
  /** Points left above the footer. */
  room(): number;
  finish(): Promise<Buffer>;
}

/** Room that the footer keeps. */
const footerTop = page.height - 64;

export interface SheetOptions {
  title: string;
  sample: boolean;
  made: Date;
  /** The measures are those of A4; on Letter everything is drawn a little smaller. */
  size?: 'A4' | 'LETTER';
}

/** Begins a page. `sample` is written across it: figures of a simulated company must not pass for real. */
export function newSheet({ title, sample, made, size = 'A4' }: SheetOptions): Sheet {
  const doc = new PDFDocument({
    size,
    margin: 0,
    autoFirstPage: true,
    lang: 'en',
    info: { Title: title, Producer: 'Exchequer', CreationDate: made, ModDate: made },
  });
  for (const [name, path] of Object.entries(faces)) doc.registerFont(name, fonts.resolve(path));
  const parts: Buffer[] = [];
  const done = new Promise<Buffer>((resolve, reject) => {
    doc.on('data', (part: Buffer) => parts.push(part));
    doc.on('end', () => resolve(Buffer.concat(parts)));
    doc.on('error', reject);
  });
  if (size === 'LETTER') {
    const scale = letter.height / page.height;
    doc.translate((letter.width - page.width * scale) / 2, 0).scale(scale);
  }
  if (sample) watermark(doc);
  return {
    y: margin,
    text: (words, x, y, style = {}) => write(doc, words, x, y, style),
    rule: (y, color = inks.rule) => {
      doc
        .moveTo(margin, y)
        .lineTo(page.width - margin, y)
        .lineWidth(0.5)
        .strokeColor(color)
        .stroke();
    },
    mark: (x, y) => {
      for (const [column, row] of [
        [0, 0],
        [1, 1],
        [2, 0],
        [0, 2],
        [2, 2],
      ] as const) {
        doc.rect(x + column * 4, y + row * 4, 4, 4).fill(inks.green);
      }
    },
    draw: (shapes) => {
      doc.save();
      shapes(doc);
      doc.restore();
    },
    link: ({ x, y, width, height }, to) => {
      doc.link(x, y, width, height, to);
    },
    room() {
      return footerTop - this.y;
    },
    finish: () => {
      doc.end();
      return done;
    },
  };
}

export const left = margin;
export const footerY = footerTop;

function write(doc: PDFKit.PDFDocument, words: string, x: number, y: number, style: TextStyle): number {
  const { size = 9, face = 'regular', color = inks.ink, align = 'left', lineGap = 1.5 } = style;
  const width = style.width ?? page.width - margin - x;
  doc.font(face).fontSize(size).fillColor(color);
  const most = style.most ? { height: style.most * (doc.currentLineHeight(true) + lineGap) + 0.1 } : null;
  const height = Math.min(doc.heightOfString(words, { width, lineGap }), most?.height ?? page.height);
  doc.text(words, x, y, {
    width,
    align,
    lineGap,
    ...(most && { ...most, ellipsis: true }),
    ...((align === 'right' || style.tabular) && { features: ['tnum'] }),
  });
  return height;
}

function watermark(doc: PDFKit.PDFDocument): void {
  doc.save().rotate(-45, { origin: [page.width / 2, page.height / 2] });
  doc.font('strong').fontSize(110).fillColor('#efece4');
  doc.text('SAMPLE', 0, page.height / 2 - 60, { width: page.width, align: 'center', lineBreak: false });
  doc.restore();
}
