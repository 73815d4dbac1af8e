import { listPageSizeMax } from "@/lib/limits";
import type { CallOptions } from "./rest";

interface Pages<T> {
  items: T[];
  next_cursor?: string | null;
}

/** All pages of a list, one after the other. @param read asks for one of them */
export async function everyPage<T>(
  read: (query: CallOptions["query"]) => Promise<Pages<T>>,
  query: CallOptions["query"] = {},
): Promise<T[]> {
  const items: T[] = [];
  for (let cursor: string | undefined; ; ) {
    const page = await read({ limit: listPageSizeMax, ...query, cursor });
    items.push(...page.items);
    if (!page.next_cursor) return items;
    cursor = page.next_cursor;
  }
}
