import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { WebhookList } from "@/components/rooms/webhook-list";
import { Card } from "@/components/ui/card";
import { Field, Form, Submit } from "@/components/ui/form";
import { MadeLink } from "@/components/ui/made-link";
import { SubPage } from "@/components/ui/sub-page";
import { catalogue } from "@/lib/i18n";
import { displayNameCharsMax } from "@/lib/limits";
import { idSchema } from "@/lib/people/schema";
import { getRoom } from "@/lib/rooms/data";
import { requireVisitor, visitorPath } from "@/lib/visitor";
import { listWebhooks } from "@/lib/webhooks/data";
import { createWebhookAction } from "./actions";

type Props = PageProps<"/rooms/[roomId]/webhooks">;

export async function generateMetadata(): Promise<Metadata> {
  return { title: catalogue((await requireVisitor(await visitorPath())).locale).pages.webhooks.title };
}

/** For whoever manages the room, an administrator of the company too who is not in it. */
export default async function WebhooksPage({ params, searchParams }: Props) {
  const actor = await requireVisitor(await visitorPath());
  const id = idSchema.safeParse(Number((await params).roomId));
  if (!id.success) notFound();
  const [room, hooks] = await Promise.all([getRoom(actor, id.data), listWebhooks(actor, { roomId: id.data })]).catch(
    () => notFound(),
  );
  const { pages, live } = catalogue(actor.locale);
  const words = pages.webhooks;
  return (
    <SubPage
      back={{
        href: room.my_role === null ? `/admin/rooms/${room.id}` : `/rooms/${room.id}/settings`,
        label: room.name,
      }}
      title={words.title}
      lead={words.lead}
      done={(await searchParams).removed === undefined ? null : words.removed}
    >
      {room.archived ? (
        <p className="notice mt-0">{live.room.archived}</p>
      ) : (
        <Card title={words.make}>
          <Form action={createWebhookAction} saysDone={false}>
            <input type="hidden" name="roomId" value={room.id} />
            <Field
              name="name"
              label={words.name}
              hint={words.nameHint}
              maxLength={displayNameCharsMax}
              autoComplete="off"
              required
            />
            <Submit className="button button-main mt-4">{words.submit}</Submit>
            <MadeLink
              words={words.fresh}
              example={{
                label: words.example,
                lines: `curl -H 'Content-Type: application/json' -d '{"text": "${words.exampleText}"}' {link}`,
              }}
            />
          </Form>
        </Card>
      )}
      <Card title={words.here}>
        <WebhookList
          hooks={hooks}
          words={words}
          bot={live.room.bot}
          clock={{ locale: actor.locale, timeZone: actor.timeZone, words: live.time }}
          now={new Date()}
        />
      </Card>
    </SubPage>
  );
}
