"use server";

import { revalidatePath } from "next/cache";
import { memberForm } from "@/lib/action";
import { catalogue } from "@/lib/i18n";
import { visitorLocale, visitorOrigin } from "@/lib/visitor";
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
  (actor, input) => deleteWebhook(actor, input),
  async () => catalogue(await visitorLocale()).pages.webhooks.removed,
);
