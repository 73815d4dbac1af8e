"use server";

import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { memberForm } from "@/lib/action";
import { visitorOrigin } from "@/lib/visitor";
import { createWebhook, deleteWebhook } from "@/lib/webhooks/mutations";
import { createWebhookForm, webhookForm } from "@/lib/webhooks/schema";

/** The sentence that comes back is the address itself: it is shown this once. */
export const createWebhookAction = memberForm(
  createWebhookForm,
  async (actor, input) => createWebhook(actor, input, await visitorOrigin()),
  async ({ url, room_id }) => {
    revalidatePath(`/rooms/${room_id}/webhooks`);
    return url;
  },
);

export const deleteWebhookAction = memberForm(
  webhookForm,
  async (actor, input) => {
    await deleteWebhook(actor, input);
    return input.roomId;
  },
  // The page of the question has nothing to ask about any more.
  async (roomId) => redirect(`/rooms/${roomId}/webhooks?removed`),
);
