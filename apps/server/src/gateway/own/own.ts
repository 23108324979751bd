import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Gate } from '../gate.ts';
import type { OwnBudgets } from './budgets.ts';
import { mayReadMetrics, metricsText } from './metrics.ts';

export interface OwnParts {
  gate: Gate;
  budgets: OwnBudgets;
  /** Bearer token for `/metrics`; without one only this machine may read them. */
  metricsToken: string;
}

/** Answers what the gateway is asked for itself. False for everything else: those are calls. */
export function answerOwn(parts: OwnParts, req: IncomingMessage, res: ServerResponse): boolean {
  const { method = 'GET', url = '/' } = req;
  if (method !== 'GET' && method !== 'HEAD') return false;
  const mark = url.indexOf('?');
  const path = mark < 0 ? url : url.slice(0, mark);
  switch (path) {
    case '/':
      return plain(res, 200, 'Exchequer gateway\n');
    case '/healthz':
      return plain(res, 200, 'ok\n');
    case '/readyz':
      return ready(parts.gate, res);
    case '/metrics':
      return metrics(parts, req, res);
    case '/v1/me/budget':
      return parts.budgets.answer('mine', req, res);
    case '/v1/organizations/spend_limits':
      return parts.budgets.answer('limits', req, res);
    case '/v1/organizations/spend_limits/effective':
      return parts.budgets.answer('effective', req, res);
    default:
      return false;
  }
}

function plain(res: ServerResponse, status: number, text: string, type = 'text/plain; charset=utf-8'): true {
  res.writeHead(status, { 'content-type': type, 'content-length': String(Buffer.byteLength(text)) });
  res.end(text);
  return true;
}

/** Ready means that calls can be judged and written down. */
function ready(gate: Gate, res: ServerResponse): true {
  if (!gate.view.snapshot()) return plain(res, 503, 'the keys and routes have not been read yet\n');
  if (gate.spool.full()) return plain(res, 503, 'the spool is full\n');
  return plain(res, 200, 'ready\n');
}

function metrics({ gate, metricsToken }: OwnParts, req: IncomingMessage, res: ServerResponse): true {
  if (!mayReadMetrics(metricsToken, req)) return plain(res, 403, 'metrics need EXCHEQUER_METRICS_TOKEN\n');
  return plain(res, 200, metricsText(gate), 'text/plain; version=0.0.4; charset=utf-8');
}
