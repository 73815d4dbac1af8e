import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { Confirm } from "@/components/admin/confirm";
import { catalogue } from "@/lib/i18n";
import { say } from "@/lib/i18n/say";
import { requireVisitor, visitorPath } from "@/lib/visitor";
import { getWebhook } from "@/lib/webhooks/data";
import { webhookForm } from "@/lib/webhooks/schema";
import { deleteWebhookAction } from "../../actions";

type Props = PageProps<"/rooms/[roomId]/webhooks/[hookId]/delete">;

export async function generateMetadata(): Promise<Metadata> {
  return { title: catalogue((await requireVisitor(await visitorPath())).locale).pages.webhooks.title };
}

export default async function DeleteWebhookPage({ params }: Props) {
  const actor = await requireVisitor(await visitorPath());
  const asked = webhookForm.safeParse(await params);
  if (!asked.success) notFound();
  const hook = await getWebhook(actor, asked.data).catch(() => notFound());
  const words = catalogue(actor.locale).pages.webhooks;
  return (
    <div className="min-h-0 flex-1 overflow-y-auto">
      <Confirm
        title={say(actor.locale, words.removeAsk, { name: hook.name })}
        consequences={[words.removeLead]}
        action={deleteWebhookAction}
        submit={words.remove}
        isDanger
        cancel={words.cancel}
        backTo={`/rooms/${hook.room_id}/webhooks`}
      >
        <input type="hidden" name="roomId" value={hook.room_id} />
        <input type="hidden" name="hookId" value={hook.id} />
      </Confirm>
    </div>
  );
}
