import type { Metadata } from "next";
import Link from "next/link";
import { Form, Submit } from "@/components/ui/form";
import { catalogue } from "@/lib/i18n";
import { say } from "@/lib/i18n/say";
import { listOpenRooms } from "@/lib/rooms/data";
import { requireVisitor } from "@/lib/visitor";
import { joinRoomAction } from "../actions";

type Props = PageProps<"/browse">;

export async function generateMetadata(): Promise<Metadata> {
  return { title: catalogue((await requireVisitor("/browse")).locale).pages.titles.browse };
}

export default async function BrowsePage({ searchParams }: Props) {
  const actor = await requireVisitor("/browse");
  const { cursor } = await searchParams;
  const { pages, live } = catalogue(actor.locale);
  const wanted = typeof cursor === "string" ? { cursor, limit: 50 } : { limit: 50 };
  const page = await listOpenRooms(actor, wanted).catch(() => listOpenRooms(actor));
  return (
    <div className="min-h-0 flex-1 overflow-y-auto">
      <div className="page">
        <div className="flex flex-wrap items-start gap-3">
          <div className="min-w-0 flex-1">
            <h1 className="page-title">{pages.titles.browse}</h1>
            <p className="page-lead">{pages.browse.lead}</p>
          </div>
          <Link className="button" href="/rooms/new" prefetch={false}>
            {live.nav.newRoom}
          </Link>
        </div>
        {page.items.length === 0 && <p className="text-ink-2">{pages.browse.none}</p>}
        <ul>
          {page.items.map((room) => (
            <li key={room.id} className="flex items-center gap-3 border-b border-line py-2.5">
              <span className="min-w-0 flex-1">
                <Link href={`/rooms/${room.id}`} prefetch={false} className="block truncate font-medium text-ink">
                  {room.name}
                </Link>
                <span className="block truncate text-[13px] leading-[18px] text-ink-3">
                  {[say(actor.locale, live.room.members, { n: room.member_count }), room.topic]
                    .filter(Boolean)
                    .join(" · ")}
                </span>
              </span>
              <Form action={joinRoomAction}>
                <input type="hidden" name="roomId" value={room.id} />
                <Submit className="button">
                  {pages.browse.join}
                  <span className="sr-only">: {room.name}</span>
                </Submit>
              </Form>
            </li>
          ))}
        </ul>
        {page.next_cursor && (
          <Link className="button mt-4" href={{ pathname: "/browse", query: { cursor: page.next_cursor } }}>
            {pages.browse.next}
          </Link>
        )}
      </div>
    </div>
  );
}
