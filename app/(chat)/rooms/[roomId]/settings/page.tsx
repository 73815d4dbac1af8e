import { ChevronLeft, Download } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { editRoomAction, setMemberRoleAction, setNotifyAction } from "@/app/admin/rooms/actions";
import { PeopleSearch } from "@/components/people/people-list";
import { DidNote } from "@/components/rooms/did-note";
import { MemberTable } from "@/components/rooms/member-table";
import { RoomEnding } from "@/components/rooms/room-ending";
import { RoomFields } from "@/components/rooms/room-fields";
import { WebhookDoor } from "@/components/rooms/webhook-door";
import { Form, Submit } from "@/components/ui/form";
import { Select } from "@/components/ui/select";
import type { Actor } from "@/lib/access/actor";
import { catalogue } from "@/lib/i18n";
import { idSchema } from "@/lib/people/schema";
import { listAccess } from "@/lib/rooms/access";
import { administeredRoom } from "@/lib/rooms/administered";
import { getRoom } from "@/lib/rooms/data";
import { mayTakeFrom } from "@/lib/rooms/members";
import type { AdministeredRoom } from "@/lib/rooms/schema";
import { requireVisitor, visitorPath } from "@/lib/visitor";

type Props = PageProps<"/rooms/[roomId]/settings">;

export async function generateMetadata(): Promise<Metadata> {
  return { title: catalogue((await requireVisitor(await visitorPath())).locale).admin.rooms.settings };
}

/** Each member's own bell; and for the room's admins what the room is, and who is in it. */
export default async function RoomSettingsPage({ params, searchParams }: Props) {
  const actor = await requireVisitor(await visitorPath());
  const id = idSchema.safeParse(Number((await params).roomId));
  const room = id.success ? await getRoom(actor, id.data).catch(() => notFound()) : notFound();
  if (room.my_role === null) notFound();
  const managed = await administeredRoom(actor, room.id).catch(() => null);
  const query = await searchParams;
  const { admin } = catalogue(actor.locale);
  const words = admin.rooms;
  return (
    <div className="min-h-0 flex-1 overflow-y-auto">
      <div className="page">
        <Link href={`/rooms/${room.id}`} className="link mb-2 inline-flex min-h-9 items-center gap-1" prefetch={false}>
          <ChevronLeft aria-hidden="true" size={18} />
          {words.backToRoom}
        </Link>
        <h1 className="page-title mb-4 [overflow-wrap:anywhere]">{room.name}</h1>
        <DidNote did={query.did} n={query.n} words={words.did} locale={actor.locale} />
        <div className="grid gap-5">
          <Form action={setNotifyAction} className="card">
            <input type="hidden" name="roomId" value={room.id} />
            <input type="hidden" name="_back" value="room" />
            <Select
              name="notify"
              label={words.bell}
              value={room.notify}
              options={(["all", "mentions", "nothing"] as const).map((bell) => [bell, words.bells[bell]])}
            />
            <Submit className="button mt-4">{admin.frame.save}</Submit>
          </Form>
          {managed && <Managed actor={actor} room={managed} q={query.q} cursor={query.cursor} />}
        </div>
      </div>
    </div>
  );
}

async function Managed(props: { actor: Actor; room: AdministeredRoom; q: unknown; cursor: unknown }) {
  const { actor, room } = props;
  const q = typeof props.q === "string" ? props.q.slice(0, 100) : "";
  const cursor = typeof props.cursor === "string" ? props.cursor : undefined;
  const asked = { roomId: room.id, q };
  const [page, mayRemove] = await Promise.all([
    listAccess(actor, { ...asked, cursor }).catch(() => listAccess(actor, asked)),
    mayTakeFrom(actor, room.id),
  ]);
  const { admin, live, pages } = catalogue(actor.locale);
  const words = admin.rooms;
  const ask = (act: string) => `/rooms/${room.id}/confirm?do=${act}`;
  return (
    <>
      <section className="card">
        <h2 className="text-base font-[650]">{words.settings}</h2>
        <Form action={editRoomAction}>
          <input type="hidden" name="roomId" value={room.id} />
          <input type="hidden" name="_back" value="room" />
          <RoomFields
            words={{ rooms: words, fields: pages.fields }}
            room={room}
            visibility={room.visibility}
            history={room.history}
          />
          <Submit className="button button-main mt-4">{admin.frame.save}</Submit>
        </Form>
      </section>
      <section>
        <div className="mb-3 flex flex-wrap items-center gap-2.5">
          <h2 className="flex-1 text-base font-[650]">{words.members}</h2>
          <a href={`/rooms/${room.id}/access.csv`} className="button" download>
            <Download aria-hidden="true" size={16} />
            {words.access.csv}
          </a>
        </div>
        <PeopleSearch query={q} words={pages} />
        <MemberTable
          room={room}
          rows={page.items}
          words={words}
          companyRoles={pages.people.roles}
          clock={{ locale: actor.locale, timeZone: actor.timeZone, words: live.time }}
          now={new Date()}
          roleAction={setMemberRoleAction}
          from="room"
          mayRemove={mayRemove}
          selfId={actor.personId}
        />
        {page.next_cursor && (
          <Link
            className="button mt-3"
            href={`?${new URLSearchParams({ q, cursor: page.next_cursor })}`}
            prefetch={false}
          >
            {words.nextPeople}
          </Link>
        )}
      </section>
      <WebhookDoor words={pages.webhooks} roomId={room.id} />
      <RoomEnding words={words} archived={room.archived} ask={ask} />
    </>
  );
}
