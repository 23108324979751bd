/** One caller's rows that wait for the writer. */
export interface Waiting<Report> {
  workspace: string;
  rows: number;
  /** Newline-separated JSON objects, each ending in `}\n`. */
  lines: string;
  done: (report: Report) => void;
  failed: (error: unknown) => void;
}

/** The one lane on which a journal is written. */
export interface BookingLane<Report> {
  /** Accepts encoded rows; resolves when they are durable. */
  book(workspace: string, rows: number, lines: string): Promise<Report>;
  /** Runs work during which nothing is booked. */
  alone<T>(work: () => Promise<T>): Promise<T>;
  waitingRows(): number;
  /** Resolves when everything accepted so far is booked. */
  drain(): Promise<void>;
}

/**
 * Books the lines of a group, all of one workspace. A line of the second caller on carries `call`, its
 * place in the group; the answer says what became of each caller's own lines.
 */
export type BookGroup<Report> = (workspace: string, lines: Buffer) => Promise<(call: number) => Report>;

/** Rows that wait for the writer are booked together up to about this many. */
const groupRows = 50_000;

/**
 * Opens a lane. Small batches that arrive while another is being booked are grouped, so that a
 * thousand small requests cost about as much as one large one.
 */
export function openLane<Report>(bookGroup: BookGroup<Report>): BookingLane<Report> {
  const queue: Waiting<Report>[] = [];
  let lane: Promise<unknown> = Promise.resolve();
  let waiting = 0;
  let pumping = false;

  const alone = <T>(work: () => Promise<T>): Promise<T> => {
    const turn = lane.then(work, work);
    lane = turn.catch(() => undefined);
    return turn;
  };

  const pump = async () => {
    if (pumping) return;
    pumping = true;
    try {
      while (queue.length > 0) {
        await alone(async () => {
          const group = takeGroup(queue);
          waiting -= group.reduce((sum, w) => sum + w.rows, 0);
          await settle(group, bookGroup);
        });
      }
    } finally {
      pumping = false;
    }
  };

  return {
    book: (workspace, rows, lines) =>
      new Promise((done, failed) => {
        queue.push({ workspace, rows, lines, done, failed });
        waiting += rows;
        void pump();
      }),
    alone,
    waitingRows: () => waiting,
    drain: async () => {
      await pump();
      await lane;
    },
  };
}

function takeGroup<Report>(queue: Waiting<Report>[]): Waiting<Report>[] {
  const workspace = queue[0]?.workspace;
  const group: Waiting<Report>[] = [];
  let rows = 0;
  while (queue[0] && queue[0].workspace === workspace && (rows === 0 || rows + queue[0].rows <= groupRows)) {
    const next = queue.shift() as Waiting<Report>;
    rows += next.rows;
    group.push(next);
  }
  return group;
}

async function settle<Report>(
  group: readonly Waiting<Report>[],
  bookGroup: BookGroup<Report>,
): Promise<void> {
  try {
    const tagged = group.map((w, call) => (call === 0 ? w.lines : tag(w.lines, call)));
    const reportOf = await bookGroup(group[0]?.workspace ?? '', Buffer.from(tagged.join('')));
    for (const [call, w] of group.entries()) w.done(reportOf(call));
  } catch (error) {
    for (const w of group) w.failed(error);
  }
}

/** Marks every line with the caller it came from, so that each is told what became of its own. */
const tag = (lines: string, call: number) => lines.replaceAll('}\n', `,"call":${call}}\n`);
