const name = "staffroom:all-read";

/** All was read, or is unread again: what was said before of single messages is true no more. */
export const allReadNoted = {
  tell(): void {
    dispatchEvent(new Event(name));
  },
  listen(listener: () => void): () => void {
    addEventListener(name, listener);
    return () => removeEventListener(name, listener);
  },
};
