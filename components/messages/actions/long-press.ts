const pressMs = 450;
const slipPixels = 10;

/** A finger that rests on something within: not one that scrolls, and not on a link or a film, which have their own. @returns ends it */
export function onLongPress(element: HTMLElement, act: (target: Element) => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let start = { x: 0, y: 0 };
  let isDone = false;
  const end = () => clearTimeout(timer);
  const onDown = (event: PointerEvent) => {
    end();
    isDone = false;
    const target = event.target;
    if (event.pointerType !== "touch" || !(target instanceof Element)) return;
    if (target.closest("a:not([data-act]), video, audio, textarea, input, pre")) return;
    start = { x: event.clientX, y: event.clientY };
    timer = setTimeout(() => {
      isDone = true;
      act(target);
    }, pressMs);
  };
  const onMove = (event: PointerEvent) => {
    if (Math.hypot(event.clientX - start.x, event.clientY - start.y) > slipPixels) end();
  };
  // The press was answered: what the browser would do with it is not done as well, nor with what has come to stand
  // under the finger meanwhile.
  const swallow = (event: Event) => {
    if (!isDone) return;
    event.preventDefault();
    if (event.type !== "click") return;
    event.stopPropagation();
    isDone = false;
  };
  element.addEventListener("pointerdown", onDown);
  element.addEventListener("pointermove", onMove);
  for (const name of ["pointerup", "pointercancel", "scroll"]) element.addEventListener(name, end);
  element.addEventListener("contextmenu", swallow);
  element.addEventListener("touchend", swallow, { passive: false });
  element.addEventListener("click", swallow, true);
  return () => {
    end();
    element.removeEventListener("pointerdown", onDown);
    element.removeEventListener("pointermove", onMove);
    for (const name of ["pointerup", "pointercancel", "scroll"]) element.removeEventListener(name, end);
    element.removeEventListener("contextmenu", swallow);
    element.removeEventListener("touchend", swallow);
    element.removeEventListener("click", swallow, true);
  };
}
