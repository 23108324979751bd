import { type ChildProcess, fork } from 'node:child_process';
import type { Attempt, Operation } from './operation.ts';
import { monotonicMs, type Order, type Report, type Retries, type Task } from './protocol.ts';

/** The driving processes of a seed, each with a ledger and connections of its own. */
export interface Crew {
  /**
   * Sends the operations out and waits for every answer.
   * @param progress told how many answers have come in since the round began
   */
  round(
    operations: readonly Operation[],
    now: Date,
    progress: (answered: number) => void,
  ): Promise<Attempt[]>;
  /** Kills a driver with SIGKILL; another one takes over what it has not answered. */
  kill(which: number): Promise<void>;
  retries: Retries;
  close(): Promise<void>;
}

export interface CrewPlan {
  /** The bundle to start as a driver. */
  program: string;
  size: number;
  /** Operations each driver keeps in flight. */
  inFlight: number;
  url: string;
  workspace: string;
}

interface Member {
  child: ChildProcess;
  ready: Promise<void>;
  /** Killed by us. */
  doomed: boolean;
  /** What it was given and has not answered, by the operation's position. */
  open: Map<number, OpenTask>;
}

interface OpenTask {
  operation: Operation;
  sentAt: number;
  /** When a driver decided over it, where that left no other trace. */
  decidedAt: number | null;
}

interface Round {
  now: Date;
  attempts: Attempt[];
  wanted: number;
  progress: (answered: number) => void;
  done: () => void;
  fail: (error: Error) => void;
}

export function openCrew(plan: CrewPlan, now: Date): Crew {
  let round: Round | null = null;
  const retries: Retries = {};
  const members: Member[] = [];
  const hear = (member: Member) => (report: Report) => {
    if (report.say === 'ready' || !round) return;
    if (report.say === 'silent') {
      const task = member.open.get(report.index);
      if (task) task.decidedAt = report.decidedAt;
      return;
    }
    for (const [reason, times] of Object.entries(report.retries))
      retries[reason] = (retries[reason] ?? 0) + times;
    report.indices.forEach((index, at) => {
      const task = member.open.get(index);
      if (!task) return;
      member.open.delete(index);
      const attempt = report.attempts[at] as Attempt;
      const decidedAt = attempt.decidedAt ?? task.decidedAt;
      round?.attempts.push({ ...attempt, decidedAt, operation: task.operation });
    });
    round.progress(round.attempts.length);
    if (round.attempts.length === round.wanted) round.done();
  };
  const start = (): Member => {
    const member = launch(plan, now, (error) => round?.fail(error));
    member.child.on('message', hear(member));
    return member;
  };
  for (let at = 0; at < plan.size; at += 1) members.push(start());

  return {
    retries,
    round: async (operations, at, progress) => {
      await Promise.all(members.map(({ ready }) => ready));
      const attempts: Attempt[] = [];
      await new Promise<void>((done, fail) => {
        round = { now: at, attempts, wanted: operations.length, progress, done, fail };
        if (operations.length === 0) done();
        members.forEach((member, turn) => {
          give(member, at, operations.filter((_, index) => index % members.length === turn).map(fresh));
        });
      }).finally(() => {
        round = null;
      });
      return attempts;
    },
    kill: async (which) => {
      const place = which % members.length;
      const fallen = members[place] as Member;
      // What it had said before it died was said: the answers in its pipe count.
      await end(fallen);
      const heir = start();
      members[place] = heir;
      if (round && round.attempts.length < round.wanted) give(heir, round.now, [...fallen.open.values()]);
    },
    close: async () => {
      await Promise.all(members.map(end));
    },
  };
}

function launch(plan: CrewPlan, now: Date, fail: (error: Error) => void): Member {
  const child = fork(plan.program, ['--driver'], { serialization: 'advanced', execArgv: [] });
  const member: Member = { child, open: new Map(), doomed: false, ready: Promise.resolve() };
  child.once('exit', (code, signal) => {
    if (!member.doomed) fail(new Error(`a driver ended by itself: ${code ?? signal}`));
  });
  member.ready = new Promise<void>((resolve) => {
    child.on('message', (report: Report) => {
      if (report.say === 'ready') resolve();
    });
  });
  const { url, workspace, inFlight } = plan;
  child.send({ say: 'start', url, workspace, now, inFlight } satisfies Order);
  return member;
}

const fresh = (operation: Operation): OpenTask => ({ operation, sentAt: 0, decidedAt: null });

/** Hands tasks to a driver. Those of a fallen one keep the time at which they were first sent. */
function give(member: Member, now: Date, open: readonly OpenTask[]): void {
  const sentAt = monotonicMs();
  const tasks: Task[] = open.map((task) => {
    member.open.set(task.operation.index, { ...task, sentAt: task.sentAt || sentAt });
    return { operation: task.operation, sentAt: task.sentAt || null };
  });
  if (tasks.length > 0) member.child.send({ say: 'work', now, tasks } satisfies Order);
}

/** Kills a driver and waits until everything it had said has been heard. */
async function end(member: Member): Promise<void> {
  const { child } = member;
  member.doomed = true;
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const silent = new Promise<void>((resolve) => child.once('disconnect', () => resolve()));
  child.kill('SIGKILL');
  await Promise.all([ended, silent]);
}
