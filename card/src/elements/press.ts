import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { RoomHoldEvent, RoomSelectEvent } from './room-events.ts';

/** As long as Home Assistant's own cards wait. */
const HOLD_MS = 500;
/** CSS pixels: a finger that moves farther scrolls. */
const STILL = 10;

const TYPES = [
  'click',
  'contextmenu',
  'keydown',
  'pointerdown',
  'pointermove',
  'pointerup',
  'pointercancel',
] as const;

/** Taps and holds on an element whose button covers it, as events of its room. */
export class Press implements ReactiveController {
  readonly #host: ReactiveControllerHost & EventTarget;
  /** null: a press leads nowhere. */
  readonly #room: () => string | null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #down: { readonly x: number; readonly y: number } | null = null;
  /** Between a hold that led anywhere and the click that lifting the finger makes of it. */
  #isHeld = false;

  constructor(host: ReactiveControllerHost & EventTarget, room: () => string | null) {
    this.#host = host;
    this.#room = room;
    host.addController(this);
  }

  hostConnected(): void {
    for (const type of TYPES) this.#host.addEventListener(type, this);
  }

  hostDisconnected(): void {
    for (const type of TYPES) this.#host.removeEventListener(type, this);
    this.#release();
  }

  handleEvent(event: Event): void {
    const room = this.#room();
    if (room === null) return;
    if (event instanceof KeyboardEvent) this.#key(event, room);
    else if (event instanceof MouseEvent) this.#pointer(event, room);
  }

  #key(event: KeyboardEvent, room: string): void {
    // The menu key and Shift+F10 come as `contextmenu`; a Mac has neither.
    if (event.key === 'Enter' && event.shiftKey && !event.repeat && this.#hold(room)) event.preventDefault();
  }

  #pointer(event: MouseEvent, room: string): void {
    switch (event.type) {
      case 'pointerdown':
        this.#release();
        this.#isHeld = false;
        if (event.button !== 0) return;
        this.#down = { x: event.clientX, y: event.clientY };
        this.#timer = setTimeout(() => {
          this.#release();
          this.#isHeld = this.#hold(room);
        }, HOLD_MS);
        return;
      case 'pointermove':
        if (!this.#down) return;
        if (Math.hypot(event.clientX - this.#down.x, event.clientY - this.#down.y) > STILL) this.#release();
        return;
      case 'contextmenu': {
        // A finger at rest makes this, too, before or after our own time is up.
        const isTouch = this.#down !== null;
        this.#release();
        if (this.#isHeld) event.preventDefault();
        else if (this.#hold(room)) {
          event.preventDefault();
          this.#isHeld = isTouch;
        }
        return;
      }
      case 'click': {
        const isOfHold = this.#isHeld && event.detail !== 0; // 0: the keyboard's
        this.#isHeld = false;
        if (!isOfHold) this.#host.dispatchEvent(new RoomSelectEvent(room));
        return;
      }
      default: // pointerup, pointercancel
        this.#release();
    }
  }

  /** @returns whether it led anywhere */
  #hold(room: string): boolean {
    return !this.#host.dispatchEvent(new RoomHoldEvent(room));
  }

  #release(): void {
    clearTimeout(this.#timer);
    this.#down = null;
  }
}
