/**
 * What the bridge promises to others: the shapes of its HTTP answers and WebSocket messages.
 * Written once; the server validates with them, the card and the tests take their types from here,
 * and `examples/*.json` are instances of them that the tests of bridge, integration and card all read.
 */
export * from './schemas/averages.ts';
export * from './schemas/days.ts';
export * from './schemas/device-key.ts';
export * from './schemas/devices.ts';
export * from './schemas/edits.ts';
export * from './schemas/health.ts';
export * from './schemas/ledger.ts';
export * from './schemas/live.ts';
export * from './schemas/pairing.ts';
export * from './schemas/posted.ts';
export * from './schemas/problem.ts';
export * from './schemas/readings.ts';
export * from './schemas/rooms.ts';
export * from './schemas/sinks.ts';
export * from './schemas/status.ts';
export * from './schemas/tokens.ts';
export * from './schemas/words.ts';
