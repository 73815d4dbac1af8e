import { z } from "zod";
import { cursorCharsMax, listPageSizeMax, searchCharsMax, searchNameCharsMax } from "@/lib/limits";
import type { MessageView } from "@/lib/messages/schema";
import type { RoomView } from "@/lib/rooms/schema";

export const searchKinds = ["file", "link"] as const;
export type SearchKind = (typeof searchKinds)[number];

// PostgreSQL holds no NUL in a text.
const line = (chars: number) =>
  z
    .string()
    .max(chars)
    .regex(/^[^\0]*$/, "unprintable");
const name = line(searchNameCharsMax);

/**
 * What is looked for. `q` may hold words, "phrases", -words that are not to be there, and the other fields typed
 * (`from:`, `in:`, `to:`, `has:`, `after:`, `before:`, in Russian too).
 */
export const searchInput = z
  .strictObject({
    q: line(searchCharsMax),
    room_id: z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER),
    /** Whose words: an id or a user name. */
    from: name,
    /** To whom they were said: whispered, in a direct room with them, or with their name. */
    to: name,
    /** A moment (RFC 3339) or a day (2026-03-31) in the caller's zone; days are meant whole. */
    after: name,
    before: name,
    has: z.enum(searchKinds),
    limit: z.coerce.number().int().min(1).max(listPageSizeMax),
    cursor: z.string().max(cursorCharsMax),
  })
  .partial();
export type SearchInput = z.output<typeof searchInput>;

/** A piece of what is shown of a text; `hit` where it is what was looked for. */
export interface Segment {
  text: string;
  hit: boolean;
}

export interface SearchHit {
  message: MessageView;
  room: Pick<RoomView, "id" | "kind" | "name" | "visibility">;
  snippet: Segment[];
}

export interface SearchPage {
  items: SearchHit[];
  next_cursor: string | null;
  /** False while older messages are still being made findable. */
  complete: boolean;
}
