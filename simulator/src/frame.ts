/**
 * Frames: how messages are told apart in a stream of bytes. A codec knows nothing of what a message means,
 * so an encrypted connection differs from a plain one in its codec alone.
 */

export interface Frame {
  /** ESPHome's number for the message. */
  readonly type: number;
  readonly payload: Uint8Array;
}

/** What bytes from the client came to. */
export interface Received {
  readonly frames: readonly Frame[];
  /** Bytes that the codec itself has to say: its part of a handshake, or a farewell. */
  readonly answer?: Uint8Array;
  /** Why nothing more can be read from this connection; whoever owns it closes it. */
  readonly broken?: string;
}

/** One for each connection, since it keeps the part of a frame that has come so far. */
export interface FrameCodec {
  receive(bytes: Uint8Array): Received;
  encode(frame: Frame): Uint8Array;
}
