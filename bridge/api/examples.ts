/**
 * Which operation of the API each file in `examples/` is an instance of. They stand in the OpenAPI document, and the
 * tests of bridge, integration and card read the files.
 */
import averages from './examples/averages.json' with { type: 'json' };
import days from './examples/days.json' with { type: 'json' };
import devices from './examples/devices.json' with { type: 'json' };
import audit from './examples/audit.json' with { type: 'json' };
import calibrations from './examples/calibrations.json' with { type: 'json' };
import editRequest from './examples/edit-request.json' with { type: 'json' };
import editTried from './examples/edit-tried.json' with { type: 'json' };
import edits from './examples/edits.json' with { type: 'json' };
import flags from './examples/flags.json' with { type: 'json' };
import health from './examples/health.json' with { type: 'json' };
import holds from './examples/holds.json' with { type: 'json' };
import madeEdit from './examples/made-edit.json' with { type: 'json' };
import ledger from './examples/ledger.json' with { type: 'json' };
import means from './examples/means.json' with { type: 'json' };
import paired from './examples/paired.json' with { type: 'json' };
import pairing from './examples/pairing.json' with { type: 'json' };
import pairingRequest from './examples/pairing-request.json' with { type: 'json' };
import placements from './examples/placements.json' with { type: 'json' };
import postedAnswer from './examples/posted-answer.json' with { type: 'json' };
import postedReadings from './examples/posted-readings.json' with { type: 'json' };
import readings from './examples/readings.json' with { type: 'json' };
import rooms from './examples/rooms.json' with { type: 'json' };
import series from './examples/series.json' with { type: 'json' };
import session from './examples/session.json' with { type: 'json' };
import sinks from './examples/sinks.json' with { type: 'json' };
import status from './examples/status.json' with { type: 'json' };
import tokens from './examples/tokens.json' with { type: 'json' };
import wsSession from './examples/ws-session.json' with { type: 'json' };

export interface OperationExamples {
  /** What is sent. */
  readonly body?: unknown;
  /** What is answered, by status. */
  readonly answers?: Readonly<Record<number, unknown>>;
  /** What a socket says, one message after another. */
  readonly messages?: readonly unknown[];
}

/** By operationId. */
export const examples: Readonly<Record<string, OperationExamples>> = {
  getAverages: { answers: { 200: averages } },
  getSeries: { answers: { 200: series } },
  getAudit: { answers: { 200: audit } },
  getCalibrations: { answers: { 200: calibrations } },
  getEdits: { answers: { 200: edits } },
  getFlags: { answers: { 200: flags } },
  getHealth: { answers: { 200: health } },
  getDevices: { answers: { 200: devices } },
  getHolds: { answers: { 200: holds } },
  getPlacements: { answers: { 200: placements } },
  getDays: { answers: { 200: days } },
  getMeans: { answers: { 200: means } },
  getLedger: { answers: { 200: ledger } },
  getReadings: { answers: { 200: readings } },
  getStatus: { answers: { 200: status } },
  getPairing: { answers: { 200: pairing } },
  getRooms: { answers: { 200: rooms } },
  getSession: { answers: { 200: session } },
  getSinks: { answers: { 200: sinks } },
  getTokens: { answers: { 200: tokens } },
  makeEdit: { body: editRequest, answers: { 200: editTried, 201: madeEdit } },
  pair: { body: pairingRequest, answers: { 201: paired } },
  postReadings: { body: postedReadings, answers: { 201: postedAnswer } },
  liveBySocket: { messages: wsSession },
};
