/** What supervisor and tower say to each other over their channel. */
export type TowerMessage =
  | { type: 'progress'; sentence: string }
  | { type: 'ready'; url: string; adminLink: string | null }
  | { type: 'failed'; message: string; fix: string };

export type SupervisorMessage = { type: 'stop' };

export function isTowerMessage(value: unknown): value is TowerMessage {
  const type = (value as { type?: unknown } | null)?.type;
  return type === 'progress' || type === 'ready' || type === 'failed';
}
