import type { Page } from "@/lib/people/schema";
import type { Batch, SignPlace } from "./schema";

/** All of a list, from a place on, each batch read when it is asked for. */
export async function* batches<Type extends string, T, Place>(
  type: Type,
  first: Place,
  read: (after: Place) => Promise<Batch<T, Place>>,
): AsyncGenerator<({ type: Type } & T)[]> {
  for (let at: Place | null = first; at !== null; ) {
    const batch: Batch<T, Place> = await read(at);
    yield batch.items.map((item) => ({ type, ...item }));
    at = batch.next;
  }
}

/** The same for a list that goes by cursors. */
export async function* pages<Type extends string, T>(
  type: Type,
  read: (cursor: string | undefined) => Promise<Page<T>>,
): AsyncGenerator<({ type: Type } & T)[]> {
  for (let cursor: string | undefined, more = true; more; ) {
    const page: Page<T> = await read(cursor);
    yield page.items.map((item) => ({ type, ...item }));
    cursor = page.next_cursor ?? undefined;
    more = cursor !== undefined;
  }
}

export const signsUpTo = (upTo: number): SignPlace => ({ messageId: 0, emoji: "", personId: 0, upTo });
