import { AppError } from "@/lib/errors";
import { searchesAtOnce, searchesWaitingMax } from "@/lib/limits";

export const tooSlow = (cause?: unknown) => new AppError("unavailable", "searchSlow", { cause });

const gate = { inside: 0, waiting: [] as (() => void)[] };

/** Few searches at one time, from the question to the snippets: others have work to do, too. @throws AppError `unavailable` */
export async function inTurn<T>(search: () => Promise<T>): Promise<T> {
  const leave = await takeTurn();
  try {
    return await search();
  } finally {
    leave();
  }
}

/** Waits until few enough search in this process. @returns how to leave @throws AppError `unavailable` where too many wait */
async function takeTurn(): Promise<() => void> {
  if (gate.inside >= searchesAtOnce) {
    if (gate.waiting.length >= searchesWaitingMax) throw tooSlow();
    await new Promise<void>((resolve) => gate.waiting.push(resolve));
  } else gate.inside += 1;
  return () => {
    const next = gate.waiting.shift();
    if (next) next();
    else gate.inside -= 1;
  };
}
