/**
 * Which operation of the API each file in `examples/` is an instance of. They stand in the OpenAPI document, and the
 * tests of bridge, integration and card read the files.
 */
import devices from './examples/devices.json' with { type: 'json' };
import health from './examples/health.json' with { type: 'json' };
import postedAnswer from './examples/posted-answer.json' with { type: 'json' };
import postedReadings from './examples/posted-readings.json' with { type: 'json' };
import readings from './examples/readings.json' with { type: 'json' };
import rooms from './examples/rooms.json' with { type: 'json' };
import sinks from './examples/sinks.json' with { type: 'json' };
import status from './examples/status.json' with { type: 'json' };
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
  getHealth: { answers: { 200: health } },
  getDevices: { answers: { 200: devices } },
  getReadings: { answers: { 200: readings } },
  getStatus: { answers: { 200: status } },
  getRooms: { answers: { 200: rooms } },
  getSinks: { answers: { 200: sinks } },
  postReadings: { body: postedReadings, answers: { 201: postedAnswer } },
  liveBySocket: { messages: wsSession },
};
