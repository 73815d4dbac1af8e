const endings: (() => unknown)[] = [];

/** Says how something that was started is ended; it happens when the benchmark is over, however that comes. */
export function atEnd(ending: () => unknown): void {
  endings.push(ending);
}

/** Ends what was started, the last first. */
export async function endAll(): Promise<void> {
  for (let ending = endings.pop(); ending; ending = endings.pop()) {
    try {
      await ending();
    } catch (error) {
      console.error(error);
    }
  }
}
