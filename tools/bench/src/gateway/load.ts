import { connect, type Socket } from 'node:net';
import { AnswerReader } from './answer-reader.ts';
import type { Wire } from './wire.ts';

/** What a stretch of load found. Times in milliseconds. */
export interface Loaded {
  requests: number;
  seconds: number;
  /** Answers that were none, by status; 0 stands for a lost connection. */
  failed: Record<string, number>;
  p50: number;
  p99: number;
  /** Until the first byte of the answer. */
  firstByteP50: number;
  firstByteP99: number;
  /** Share of one core that the generator itself took. */
  generatorCpu: number;
}

export interface LoadPlan {
  wire: Wire;
  connections: number;
  /** Stops after so many seconds or so many requests, whichever comes first. */
  seconds: number;
  requests: number;
  /** Requests a second at random distances; null sends the next as soon as the last is answered. */
  perSecond: number | null;
}

interface Lane {
  socket: Socket;
  reader: AnswerReader;
  sentAt: number;
  firstAt: number;
  busy: boolean;
}

/** Sends requests over kept connections, one at a time on each, and measures the answers. */
export async function load(plan: LoadPlan): Promise<Loaded> {
  const run = new Run(plan);
  await run.open();
  await run.send();
  run.close();
  return run.result();
}

class Run {
  private readonly plan: LoadPlan;
  private readonly lanes: Lane[] = [];
  private readonly free: Lane[] = [];
  private readonly totals: number[] = [];
  private readonly firsts: number[] = [];
  private readonly failed: Record<string, number> = {};
  private startedAt = 0;
  private endedAt = 0;
  private cpuAt = process.cpuUsage();
  private cpuMs = 0;
  private sent = 0;
  private stopped = false;
  private finish: () => void = () => undefined;

  constructor(plan: LoadPlan) {
    this.plan = plan;
  }

  async open(): Promise<void> {
    for (let lane = 0; lane < this.plan.connections; lane += 1) this.lanes.push(await this.openLane());
  }

  private openLane(): Promise<Lane> {
    const { host, port } = this.plan.wire;
    return new Promise((resolve, reject) => {
      const socket = connect({ host, port, noDelay: true });
      const lane: Lane = { socket, reader: new AnswerReader(), sentAt: 0, firstAt: 0, busy: false };
      socket.once('connect', () => resolve(lane));
      socket.once('error', reject);
      socket.on('data', (bytes) => this.heard(lane, bytes));
      socket.on('close', () => void this.lost(lane));
    });
  }

  private heard(lane: Lane, bytes: Buffer): void {
    if (lane.firstAt === 0) lane.firstAt = performance.now();
    if (!lane.reader.take(bytes)) return;
    const now = performance.now();
    if (lane.reader.status === 200) {
      this.totals.push(now - lane.sentAt);
      this.firsts.push(lane.firstAt - lane.sentAt);
    } else this.count(String(lane.reader.status));
    lane.busy = false;
    this.next(lane);
  }

  private async lost(lane: Lane): Promise<void> {
    if (this.stopped && !lane.busy) return;
    if (lane.busy) this.count('0');
    Object.assign(lane, await this.openLane().catch(() => lane));
    this.next(lane);
  }

  private count(status: string): void {
    this.failed[status] = (this.failed[status] ?? 0) + 1;
  }

  private next(lane: Lane): void {
    if (this.stopped) {
      if (this.lanes.every(({ busy }) => !busy)) this.finish();
    } else if (this.plan.perSecond === null) this.ask(lane);
    else this.free.push(lane);
  }

  private ask(lane: Lane): void {
    if (this.sent >= this.plan.requests) {
      this.stop();
      return;
    }
    this.sent += 1;
    lane.busy = true;
    lane.firstAt = 0;
    lane.sentAt = performance.now();
    lane.socket.write(this.plan.wire.bytes);
  }

  async send(): Promise<void> {
    const over = new Promise<void>((resolve) => {
      this.finish = resolve;
    });
    this.cpuAt = process.cpuUsage();
    this.startedAt = performance.now();
    const timer = setTimeout(() => this.stop(), this.plan.seconds * 1_000);
    if (this.plan.perSecond === null) for (const lane of this.lanes) this.ask(lane);
    else this.pace(this.plan.perSecond);
    await over;
    clearTimeout(timer);
    this.endedAt = performance.now();
    const { user, system } = process.cpuUsage(this.cpuAt);
    this.cpuMs = (user + system) / 1_000;
  }

  /** Sends what is due by now; requests arrive independently of each other, as users do. */
  private pace(perSecond: number): void {
    this.free.push(...this.lanes);
    let dueAt = performance.now();
    const tick = () => {
      if (this.stopped) return;
      const now = performance.now();
      while (dueAt <= now) {
        const lane = this.free.pop();
        if (!lane) break;
        this.ask(lane);
        dueAt += (-Math.log(1 - Math.random()) * 1_000) / perSecond;
      }
      setTimeout(tick, 1);
    };
    tick();
  }

  private stop(): void {
    this.stopped = true;
    if (this.lanes.every(({ busy }) => !busy)) this.finish();
  }

  close(): void {
    for (const { socket } of this.lanes) socket.destroy();
  }

  result(): Loaded {
    const ms = this.endedAt - this.startedAt;
    const totals = Float64Array.from(this.totals).sort();
    const firsts = Float64Array.from(this.firsts).sort();
    return {
      requests: totals.length,
      seconds: ms / 1_000,
      failed: this.failed,
      p50: at(totals, 0.5),
      p99: at(totals, 0.99),
      firstByteP50: at(firsts, 0.5),
      firstByteP99: at(firsts, 0.99),
      generatorCpu: this.cpuMs / ms,
    };
  }
}

const at = (sorted: Float64Array, share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
