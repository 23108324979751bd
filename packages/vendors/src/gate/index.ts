/** The wire formats of the gateway: how calls are read, sent on, metered and refused. */
export type {
  CallChange,
  Dialect,
  EndpointMatch,
  ReadCall,
  UpstreamRequest,
  UsageMeter,
  WireHeaders,
} from './dialect.ts';
