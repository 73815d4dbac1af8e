import { type MouseEvent, type PointerEvent, useCallback, useEffect, useRef, type WheelEvent } from "react";

const nearest = 6;
const tapped = 2.5;
/** Pixels that a finger moves aside to turn over. */
const swipe = 60;

interface View {
  scale: number;
  x: number;
  y: number;
}
const whole: View = { scale: 1, x: 0, y: 0 };

/**
 * Brings a picture nearer by two fingers, two taps, the wheel with Ctrl, or `by`, and moves it under one finger; where
 * it is whole, a finger that moves aside turns over. Its place is written to the element itself: it follows the finger.
 * @param id another picture begins whole
 */
export function useZoom(id: number | undefined, turn: (by: number) => void) {
  const element = useRef<HTMLElement | null>(null);
  const view = useRef(whole);
  const fingers = useRef(new Map<number, { x: number; y: number }>());
  const began = useRef<{ x: number; y: number } | null>(null);

  const show = useCallback((next: View) => {
    const scale = Math.min(nearest, Math.max(1, next.scale));
    view.current = scale === 1 ? whole : bounded(element.current, { ...next, scale });
    const { x, y } = view.current;
    if (element.current) element.current.style.transform = `translate(${x}px, ${y}px) scale(${view.current.scale})`;
  }, []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another picture begins whole
  useEffect(() => show(whole), [id, show]);

  /** What lies at a point of the window stays there. */
  const zoomAt = (factor: number, point: { x: number; y: number }) => {
    const { scale, x, y } = view.current;
    const next = Math.min(nearest, Math.max(1, scale * factor));
    const [fromX, fromY] = [point.x - innerWidth / 2 - x, point.y - innerHeight / 2 - y];
    show({ scale: next, x: x - fromX * (next / scale - 1), y: y - fromY * (next / scale - 1) });
  };
  const middle = () => ({ x: innerWidth / 2, y: innerHeight / 2 });

  const onPointerMove = (event: PointerEvent) => {
    const before = fingers.current.get(event.pointerId);
    if (!before) return;
    const now = { x: event.clientX, y: event.clientY };
    const other = [...fingers.current].find(([finger]) => finger !== event.pointerId)?.[1];
    fingers.current.set(event.pointerId, now);
    if (other) {
      began.current = null;
      const apart = (one: { x: number; y: number }) => Math.max(1, Math.hypot(one.x - other.x, one.y - other.y));
      zoomAt(apart(now) / apart(before), { x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 });
    } else if (view.current.scale > 1) {
      const { scale, x, y } = view.current;
      show({ scale, x: x + now.x - before.x, y: y + now.y - before.y });
    }
  };
  const onPointerEnd = (event: PointerEvent) => {
    fingers.current.delete(event.pointerId);
    const from = began.current;
    began.current = null;
    if (!from || view.current.scale > 1 || event.type === "pointercancel") return;
    const [aside, down] = [event.clientX - from.x, event.clientY - from.y];
    if (Math.abs(aside) > swipe && Math.abs(aside) > 2 * Math.abs(down)) turn(aside < 0 ? 1 : -1);
  };

  return {
    /** @param factor 0 for whole */
    by: (factor: number) => (factor === 0 ? show(whole) : zoomAt(factor, middle())),
    picture: useCallback((found: HTMLElement | null) => {
      element.current = found;
    }, []),
    stage: {
      onPointerDown: (event: PointerEvent) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        fingers.current.set(event.pointerId, { x: event.clientX, y: event.clientY });
        began.current = fingers.current.size === 1 ? { x: event.clientX, y: event.clientY } : null;
      },
      onPointerMove,
      onPointerUp: onPointerEnd,
      onPointerCancel: onPointerEnd,
      onDoubleClick: (event: MouseEvent) =>
        view.current.scale > 1 ? show(whole) : zoomAt(tapped, { x: event.clientX, y: event.clientY }),
      onWheel: (event: WheelEvent) => {
        if (event.ctrlKey) zoomAt(event.deltaY < 0 ? 1.15 : 1 / 1.15, { x: event.clientX, y: event.clientY });
      },
    },
  };
}

/** No farther aside than its own edge. */
function bounded(element: HTMLElement | null, { scale, x, y }: View): View {
  const room = (size: number, window: number) => Math.max(0, (size * scale - window) / 2);
  const [wide, high] = [room(element?.offsetWidth ?? 0, innerWidth), room(element?.offsetHeight ?? 0, innerHeight)];
  return { scale, x: Math.min(wide, Math.max(-wide, x)), y: Math.min(high, Math.max(-high, y)) };
}
