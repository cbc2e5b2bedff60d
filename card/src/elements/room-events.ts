/** A room was tapped; what that opens is the host's affair. */
export class RoomSelectEvent extends Event {
  static readonly type = 'climat-guardian-room-select';
  readonly roomId: string;

  constructor(roomId: string) {
    super(RoomSelectEvent.type, { bubbles: true, composed: true });
    this.roomId = roomId;
  }
}

/**
 * A room was held, or its context menu asked for: the right mouse button, the menu key, Shift+F10, Shift+Enter.
 * `preventDefault` says that it led anywhere; else the browser's own menu comes, and lifting the finger is a tap.
 */
export class RoomHoldEvent extends Event {
  static readonly type = 'climat-guardian-room-hold';
  readonly roomId: string;

  constructor(roomId: string) {
    super(RoomHoldEvent.type, { bubbles: true, composed: true, cancelable: true });
    this.roomId = roomId;
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    'climat-guardian-room-select': RoomSelectEvent;
    'climat-guardian-room-hold': RoomHoldEvent;
  }
}
