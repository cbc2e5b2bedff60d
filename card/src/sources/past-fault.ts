/** What an answer's code means to who wanted to see the past: problem+json of the bridge, errors of Home Assistant. */
import { PastError } from '../history/past-source.ts';

/**
 * Names of codes: docs/api.md, `Fault` of custom_components/climat_guardian/bridge.py, Home Assistant's
 * websocket_api/const.py. Others are told by the status, or not understood.
 */
const FAULTS: Readonly<Record<string, PastError['fault']>> = {
  'unknown-room': 'no-such-room',
  'not-found': 'no-such-room',
  'too-many-points': 'too-much',
  'token-missing': 'signed-out',
  'wrong-scope': 'forbidden',
  not_paired: 'signed-out',
  not_allowed: 'forbidden',
  unauthorized: 'forbidden',
  malformed: 'not-understood',
  invalid_format: 'not-understood',
  // Of an integration that is not there (any more), or has no bridge now.
  unknown_command: 'unreachable',
  not_found: 'unreachable',
  timeout: 'unreachable',
  home_assistant_error: 'unreachable',
  // The bridge cannot be reached from Home Assistant, or what answers there is none.
  cannot_connect: 'unreachable',
  not_a_bridge: 'unreachable',
  another_bridge: 'unreachable',
  no_tls: 'unreachable',
};

/** Nothing is wrong: it was not measured then, or not yet. */
const NOTHING = new Set(['never-measured', 'before-first-reading', 'in-the-future', 'future-period']);

/** A refusal with its code, which may mean that there is nothing to show, or to ask again. */
export class Refusal extends Error {
  readonly code: string;
  readonly status: number;

  constructor(code: string, message: string, status = 0) {
    super(message);
    this.name = 'Refusal';
    this.code = code;
    this.status = status;
  }

  get isNothing(): boolean {
    return NOTHING.has(this.code);
  }

  /** The past was edited, and is being made anew. */
  get isPending(): boolean {
    return this.code === 'averages-pending';
  }
}

/** An abort stays one: who asked for it knows. */
export function asPastError(error: unknown, signal: AbortSignal): unknown {
  if (error instanceof PastError || signal.aborted) return signal.aborted ? signal.reason : error;
  if (error instanceof Refusal) return new PastError(faultOf(error), error.message, { cause: error });
  // What parse.ts throws is a TypeError, JSON.parse a SyntaxError; what `fetch` does is caught where it is called.
  const isParsing = error instanceof TypeError || error instanceof SyntaxError;
  return new PastError(isParsing ? 'not-understood' : 'unreachable', String(error), { cause: error });
}

function faultOf({ code, status }: Refusal): PastError['fault'] {
  if (Object.hasOwn(FAULTS, code)) return FAULTS[code] ?? 'not-understood';
  if (status === 401) return 'signed-out';
  if (status === 403) return 'forbidden';
  return status >= 500 || status === 404 || code === '' ? 'unreachable' : 'not-understood';
}
