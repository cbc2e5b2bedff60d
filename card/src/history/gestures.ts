/** Drag, pinch, wheel and keys over the plot, as changes of the view. The page goes on scrolling up and down. */
import { newest, panned, type View, zoomed } from './view.ts';

export interface Gestured {
  readonly view: () => View;
  /** How late it is: there is nothing after it. */
  readonly now: () => number;
  /** Where the plot lies in the window, in CSS pixels. */
  readonly plot: () => { readonly left: number; readonly width: number };
  readonly change: (view: View) => void;
  /** Everything, as far as a view reaches. */
  readonly widest: () => void;
  /** Moves what is read off by so much of the width. */
  readonly point: (share: number) => void;
}

/** Closer than that, a finger meant to tap. */
const TAP = 4;

interface Grip {
  readonly view: View;
  /** Between two fingers, or where the one is: a share of the plot's width. */
  readonly at: number;
  /** Of two fingers, in the same share; null: one. */
  readonly apart: number | null;
}

/** @returns a function that ends it */
export function attachGestures(element: HTMLElement, gestured: Gestured): () => void {
  const ending = new AbortController();
  const { signal } = ending;
  const pointers = new Map<number, number>(); // x by pointer id, in CSS pixels of the window
  let grip: Grip | null = null;
  let moved = 0;

  const held = (): Omit<Grip, 'view'> => {
    const { left, width } = gestured.plot();
    const shares = [...pointers.values()].map((x) => (x - left) / Math.max(1, width));
    const [first = 0, second] = shares;
    return second === undefined
      ? { at: first, apart: null }
      : { at: (first + second) / 2, apart: Math.max(0.01, Math.abs(first - second)) };
  };
  const regrip = (): void => {
    grip = pointers.size === 0 ? null : { view: gestured.view(), ...held() };
  };

  element.addEventListener(
    'pointerdown',
    (event) => {
      if (event.button !== 0) return;
      pointers.set(event.pointerId, event.clientX);
      moved = 0;
      regrip();
    },
    { signal },
  );
  element.addEventListener(
    'pointermove',
    (event) => {
      const before = pointers.get(event.pointerId);
      if (before === undefined || grip === null) return;
      pointers.set(event.pointerId, event.clientX);
      moved += Math.abs(event.clientX - before);
      if (moved < TAP && pointers.size === 1) return;
      // Also where it leaves the plot. Only now, as what is captured is no click for anybody else.
      element.setPointerCapture(event.pointerId);
      const { at, apart } = held();
      const factor = grip.apart === null || apart === null ? 1 : grip.apart / apart;
      const stretched = factor === 1 ? grip.view : zoomed(grip.view, factor, grip.at, gestured.now());
      gestured.change(panned(stretched, grip.at - at, gestured.now()));
    },
    { signal },
  );
  for (const end of ['pointerup', 'pointercancel'] as const) {
    element.addEventListener(
      end,
      ({ pointerId }) => {
        pointers.delete(pointerId);
        regrip();
      },
      { signal },
    );
  }

  element.addEventListener(
    'wheel',
    (event) => {
      const { left, width } = gestured.plot();
      const pixels = event.deltaMode === WheelEvent.DOM_DELTA_PIXEL ? 1 : 30;
      if (event.ctrlKey || event.metaKey) {
        event.preventDefault();
        const at = Math.min(1, Math.max(0, (event.clientX - left) / Math.max(1, width)));
        const factor = Math.exp(Math.max(-300, Math.min(300, event.deltaY * pixels)) / 300);
        gestured.change(zoomed(gestured.view(), factor, at, gestured.now()));
      } else if (Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
        event.preventDefault();
        gestured.change(
          panned(gestured.view(), (event.deltaX * pixels) / Math.max(1, width), gestured.now()),
        );
      }
    },
    { signal, passive: false },
  );

  element.addEventListener(
    'keydown',
    (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (!press(event.key, event.shiftKey, gestured)) return;
      event.preventDefault();
      event.stopPropagation();
    },
    { signal },
  );

  return () => {
    ending.abort();
  };
}

/** @returns whether the key means anything here */
function press(key: string, isShifted: boolean, gestured: Gestured): boolean {
  const view = gestured.view();
  const now = gestured.now();
  switch (key) {
    case 'ArrowLeft':
    case 'ArrowRight': {
      const towards = key === 'ArrowLeft' ? -1 : 1;
      if (isShifted) gestured.point(towards * 0.01);
      else gestured.change(panned(view, towards * 0.1, now));
      return true;
    }
    case 'PageUp':
      gestured.change(panned(view, -1, now));
      return true;
    case 'PageDown':
      gestured.change(panned(view, 1, now));
      return true;
    case '+':
    case '=':
      gestured.change(zoomed(view, 0.5, 0.5, now));
      return true;
    case '-':
    case '_':
      gestured.change(zoomed(view, 2, 0.5, now));
      return true;
    case 'Home':
      gestured.widest();
      return true;
    case 'End':
      gestured.change(newest(view, now));
      return true;
    default:
      return false;
  }
}
