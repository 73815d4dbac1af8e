import { Bookmark, BookmarkMinus } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { placeOf } from "@/components/messages/actions/place";
import { MessageCard } from "@/components/messages/message-card";
import { Form, Submit } from "@/components/ui/form";
import type { Actor } from "@/lib/access/actor";
import { AppError } from "@/lib/errors";
import { catalogue } from "@/lib/i18n";
import { acting } from "@/lib/i18n/acting";
import { say } from "@/lib/i18n/say";
import type { Clock } from "@/lib/i18n/time";
import { savedPageSize } from "@/lib/limits";
import { listSaved } from "@/lib/messages/saved";
import type { MessageView } from "@/lib/messages/schema";
import { roomsFor } from "@/lib/rooms/data";
import type { RoomView } from "@/lib/rooms/schema";
import { requireVisitor } from "@/lib/visitor";
import { unsaveFormAction } from "../messages/actions";

type Props = PageProps<"/saved">;

export async function generateMetadata(): Promise<Metadata> {
  return { title: acting[(await requireVisitor("/saved")).locale].saved.title };
}

/** What one has put aside, the latest first. */
export default async function SavedPage({ searchParams }: Props) {
  const actor = await requireVisitor("/saved");
  const { cursor } = await searchParams;
  const words = acting[actor.locale].saved;
  const page = await savedFrom(actor, cursor);
  const rooms = await roomsFor(actor.personId, [...new Set(page.items.map(({ room_id }) => room_id))]);
  const clock = { locale: actor.locale, timeZone: actor.timeZone, words: catalogue(actor.locale).live.time };
  const isWhole = cursor === undefined && page.next_cursor === null;
  return (
    <div className="min-h-0 flex-1 overflow-y-auto">
      <div className="page max-w-[760px]">
        <h1 className="page-title">{words.title}</h1>
        <p className="page-lead">{words.lead}</p>
        {page.items.length === 0 && (
          <p className="flex items-center gap-2.5 text-ink-2">
            <Bookmark aria-hidden="true" size={18} strokeWidth={1.75} className="flex-none" />
            {isWhole ? words.none : words.gone}
          </p>
        )}
        <ul>
          {page.items.map((message) => (
            <Saved key={message.id} message={message} room={rooms.get(message.room_id)} clock={clock} />
          ))}
        </ul>
        {page.next_cursor && (
          <Link
            className="button mt-4"
            href={{ pathname: "/saved", query: { cursor: page.next_cursor } }}
            prefetch={false}
          >
            {words.next}
          </Link>
        )}
      </div>
    </div>
  );
}

function Saved({ message, room, clock }: { message: MessageView; room: RoomView | undefined; clock: Clock }) {
  const words = acting[clock.locale];
  return (
    <li className="saved-item">
      <article aria-label={message.author.display_name}>
        {room && (
          <p className="mb-1.5 text-[13px] text-ink-3">
            {say(clock.locale, room.kind === "direct" ? words.page.inDirect : words.page.inRoom, { room: room.name })}
          </p>
        )}
        <MessageCard message={message} clock={clock} now={new Date()} />
        <div className="mt-1.5 flex flex-wrap items-center gap-x-5 pl-12">
          <Link
            className="link inline-flex min-h-8 items-center text-sm max-md:min-h-11"
            href={placeOf(message)}
            prefetch={false}
          >
            {words.saved.jump}
          </Link>
          <Form action={unsaveFormAction}>
            <input type="hidden" name="messageId" value={message.id} />
            <Submit className="inline-flex min-h-8 items-center gap-1.5 text-sm text-ink-2 max-md:min-h-11">
              <BookmarkMinus aria-hidden="true" size={15} strokeWidth={1.75} />
              {words.unsave}
            </Submit>
          </Form>
        </div>
      </article>
    </li>
  );
}

/** A cursor that is none leads to the beginning. */
async function savedFrom(actor: Actor, cursor: unknown) {
  const limit = savedPageSize;
  if (typeof cursor !== "string") return listSaved(actor, { limit });
  try {
    return await listSaved(actor, { cursor, limit });
  } catch (error) {
    if (error instanceof AppError && error.code === "invalid") return listSaved(actor, { limit });
    throw error;
  }
}
