import { z } from "zod";
import { displayNameSchema, idSchema, type PersonRef } from "@/lib/people/schema";

/** What a webhook's bot is called. */
export const webhookNameInput = z.strictObject({ name: displayNameSchema });
export const createWebhookInput = webhookNameInput.extend({ roomId: idSchema });
export const webhookInput = z.strictObject({ roomId: idSchema, hookId: idSchema });

// What the forms of the pages send.
const typedId = z.coerce.number().pipe(idSchema);
export const createWebhookForm = createWebhookInput.extend({ roomId: typedId });
export const webhookForm = z.strictObject({ roomId: typedId, hookId: typedId });

export type CreateWebhook = z.infer<typeof createWebhookInput>;
export type NamedWebhook = z.infer<typeof webhookInput>;

/** A webhook, without its address. */
export interface WebhookView {
  id: number;
  room_id: number;
  name: string;
  /** As whom it speaks. */
  bot: PersonRef;
  created_by: PersonRef;
  created_at: string;
  /** Null for one by which nothing has been said yet. */
  last_used_at: string | null;
  /** False where somebody took the bot out of the room, or shut it off: nothing comes by it any more. */
  works: boolean;
}

/** What somebody posted, turned into what is said. */
export interface HookMessage {
  text: string;
  /** The name that the caller gave itself. */
  saidAs?: string;
}
