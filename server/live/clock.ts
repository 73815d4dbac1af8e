/** Milliseconds that only ever go forward: for spans of time, which a change of the machine's clock must not touch. */
export const steadyMs = (): number => performance.now();
