import { z } from "zod";
import { emailSchema, localeSchema } from "@/lib/people/schema";

const address = { to: emailSchema, locale: localeSchema };
const url = z.url();
const expiresAt = z.iso.datetime();
/** The reader's own zone where it is known: the letter names the moment in it. */
const timeZone = z.string().optional();

/** A letter and what stands in it. Links are secrets: a letter is forgotten once it was sent. */
export const letterSchema = z.discriminatedUnion("kind", [
  z.strictObject({
    ...address,
    kind: z.literal("invitation"),
    params: z.strictObject({ url, by: z.string(), expiresAt, timeZone }),
  }),
  z.strictObject({
    ...address,
    kind: z.literal("welcome"),
    params: z.strictObject({ url, name: z.string(), username: z.string(), expiresAt, timeZone }),
  }),
  z.strictObject({
    ...address,
    kind: z.literal("passwordReset"),
    params: z.strictObject({ url, name: z.string(), username: z.string(), expiresAt, timeZone }),
  }),
]);

export type Letter = z.infer<typeof letterSchema>;

/** A letter as it waits: whom it is to can be read, what stands in it cannot. */
export const sealedLetter = z.object({ to: z.string(), sealed: z.string() });
