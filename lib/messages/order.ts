import { quoteCharsMax } from "@/lib/limits";
import type { MessageView } from "./schema";

/** What a quote shows of a message: its beginning, or the name of what it carries. */
export const quoteOf = (message: Pick<MessageView, "text" | "attachments">): string =>
  message.text.slice(0, quoteCharsMax) || (message.attachments[0]?.name ?? "");

/** Where a message stands: by number, and a whisper behind the message whose number it bears, by id. */
export const comesBefore = (one: Pick<MessageView, "seq" | "id">, other: Pick<MessageView, "seq" | "id">): boolean =>
  one.seq < other.seq || (one.seq === other.seq && one.id < other.id);
