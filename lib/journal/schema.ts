import { z } from "zod";
import { cursorCharsMax, listPageSizeMax } from "@/lib/limits";
import type { PersonRef } from "@/lib/people/schema";
import { cleanLine } from "@/lib/text";

/** An instant with its offset from UTC, or a day, which begins at midnight in UTC. */
const moment = z
  .union([z.iso.datetime({ offset: true }), z.iso.date()], "dateShape")
  .transform((text) => new Date(text));

/** A number, or part of a name. */
const sought = z.string().max(100).transform(cleanLine);

/** What is asked of the journal; whatever is left out does not narrow it. */
export const journalInput = z
  .strictObject({
    /** Who did it. */
    actor: sought,
    /** To whom. */
    person: sought,
    room: sought,
    /** An action (`room.created`) or its noun (`room`). */
    action: z.string().regex(/^[a-z_]{1,40}(\.[a-z_]{1,40})?$/, "actionShape"),
    outcome: z.enum(["done", "refused"]),
    /** From this moment on. */
    after: moment,
    /** Up to this moment, itself not included. */
    before: moment,
    cursor: z.string().max(cursorCharsMax),
    limit: z.coerce.number().int().min(1).max(listPageSizeMax),
  })
  .partial();

export type AskJournal = z.infer<typeof journalInput>;

/** What something was before or after, by its name. */
export type Facts = Record<string, unknown>;

export interface EntryView {
  id: number;
  /** Its place in the chain; null for what was written before the chain began. */
  number: number | null;
  /** SHA-256 in hexadecimal, over the entry and the hash before it. */
  hash: string | null;
  at: string;
  action: string;
  outcome: "done" | "refused";
  /** Null for somebody who was not signed in, and for what time itself brought about. */
  actor: PersonRef | null;
  address: string;
  person: PersonRef | null;
  room: { id: number; name: string } | null;
  subject: string;
  before: Facts | null;
  after: Facts | null;
}

/** What the last look over the whole chain found. */
export interface LastCheck {
  at: string;
  sound: boolean;
  entries: number;
  /** The number of the first entry that does not fit, where there is one. */
  broken_at: number | null;
}
