import { randomUUID } from "node:crypto";
import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { cache } from "react";
import { z } from "zod";
import { postMessageFormAction } from "@/app/(chat)/actions";
import { actOnMessageFormAction, deleteMessageFormAction, editMessageFormAction } from "@/app/(chat)/messages/actions";
import { offersFor } from "@/components/messages/actions/offers";
import { placeOf } from "@/components/messages/actions/place";
import { DeleteQuestion } from "@/components/messages/delete-question";
import { MessageCard } from "@/components/messages/message-card";
import { MessageForms } from "@/components/messages/message-forms";
import type { Actor } from "@/lib/access/actor";
import { AppError } from "@/lib/errors";
import { catalogue } from "@/lib/i18n";
import { acting } from "@/lib/i18n/acting";
import { say } from "@/lib/i18n/say";
import { getMessage } from "@/lib/messages/data";
import { earlierVersions } from "@/lib/messages/editing";
import { threadPlaces } from "@/lib/messages/following";
import { whoReacted } from "@/lib/messages/reactions";
import { savedAmong } from "@/lib/messages/saved";
import type { MessageView } from "@/lib/messages/schema";
import { idSchema } from "@/lib/people/schema";
import { getRoom } from "@/lib/rooms/data";
import { requireVisitor, visitorPath } from "@/lib/visitor";

type Props = PageProps<"/rooms/[roomId]/messages/[messageId]">;

export async function generateMetadata(): Promise<Metadata> {
  return { title: acting[(await requireVisitor(await visitorPath())).locale].page.title };
}

/** Everything about one message and all that one may do with it, each as a form: for those without scripts, and by links. */
export default async function MessagePage({ params, searchParams }: Props) {
  const { roomId, messageId } = await params;
  const actor = await requireVisitor(await visitorPath());
  const { ask, did } = await searchParams;
  const message = await visibleMessage(actor, roomId, messageId);
  const room = await getRoom(actor, message.room_id);
  const offers = offersFor(actor, room, message);
  const words = acting[actor.locale];
  const clock = { locale: actor.locale, timeZone: actor.timeZone, words: catalogue(actor.locale).live.time };
  const done = doneOf(words.did, did);
  return (
    <div className="min-h-0 flex-1 overflow-y-auto">
      <div className="page grid max-w-[760px] gap-5">
        <div>
          <h1 className="page-title">{words.page.title}</h1>
          <p className="mt-0.5 text-ink-2 [overflow-wrap:anywhere]">
            {say(actor.locale, room.kind === "direct" ? words.page.inDirect : words.page.inRoom, { room: room.name })}
            {" · "}
            <Link className="link" href={placeOf(message)} prefetch={false}>
              {words.page.jump}
            </Link>
          </p>
          {done && (
            <p className="notice notice-good" role="status">
              {done}
            </p>
          )}
        </div>
        <article className="card" aria-label={message.author.display_name}>
          <MessageCard message={message} clock={clock} now={new Date()} />
        </article>
        {ask === "delete" && offers.remove ? (
          <DeleteQuestion
            message={message}
            viewerId={actor.personId}
            locale={actor.locale}
            action={deleteMessageFormAction}
          />
        ) : (
          <MessageForms
            message={message}
            room={room}
            viewerId={actor.personId}
            offers={offers}
            clock={clock}
            clientId={randomUUID()}
            {...(await aboutMessage(actor, message))}
            actions={{ act: actOnMessageFormAction, edit: editMessageFormAction, post: postMessageFormAction }}
          />
        )}
      </div>
    </div>
  );
}

/** Who reacted, what it said before, and one's own part in it. */
async function aboutMessage(actor: Actor, message: MessageView) {
  const { id: messageId, room_id: roomId } = message;
  const isRoot = message.thread_id === null && message.to === null;
  const [reacted, versions, saved, places] = await Promise.all([
    message.reactions.length > 0 ? whoReacted(actor, { messageId }) : [],
    message.edited_at ? earlierVersions(actor, { messageId }) : [],
    savedAmong(actor, [messageId]),
    isRoot ? threadPlaces(actor, { roomId, rootIds: [messageId] }) : [],
  ]);
  return { reacted, versions, isSaved: saved.length > 0, isFollowed: places.some(({ following }) => following) };
}

/** What is not to be seen, or stands in another room than the address says, is not found. */
const visibleMessage = cache(async (actor: Actor, roomId: string, messageId: string): Promise<MessageView> => {
  const id = z.coerce.number().pipe(idSchema).safeParse(messageId);
  if (!id.success) notFound();
  try {
    const message = await getMessage(actor, id.data);
    return String(message.room_id) === roomId ? message : notFound();
  } catch (error) {
    if (error instanceof AppError && error.code === "not_found") notFound();
    throw error;
  }
});

const doneOf = (words: Record<string, string>, did: unknown): string | undefined =>
  typeof did === "string" && Object.hasOwn(words, did) ? words[did] : undefined;
