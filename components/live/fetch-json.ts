import { listPageSizeMax } from "@/lib/limits";
import type { Page } from "@/lib/people/schema";

/** Null where there was no good answer: the caller says so, and it can be tried again. */
export async function fetchJson<T>(address: string): Promise<T | null> {
  try {
    const response = await fetch(address, { headers: { accept: "application/json" } });
    return response.ok ? ((await response.json()) as T) : null;
  } catch {
    return null;
  }
}

/** All pages of a list, one after the other; null where one of them had no good answer. */
export async function fetchList<T>(address: string): Promise<T[] | null> {
  const items: T[] = [];
  const start = `${address}${address.includes("?") ? "&" : "?"}limit=${listPageSizeMax}`;
  for (let next = start; ; ) {
    const page = await fetchJson<Page<T>>(next);
    if (!page) return null;
    items.push(...page.items);
    if (page.next_cursor === null) return items;
    next = `${start}&cursor=${page.next_cursor}`;
  }
}
