import { UserPlus } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { PageHead } from "@/components/admin/page-head";
import { PeopleSearch } from "@/components/people/people-list";
import { DidNote } from "@/components/rooms/did-note";
import { MemberTable } from "@/components/rooms/member-table";
import { RoomEnding } from "@/components/rooms/room-ending";
import { RoomFields } from "@/components/rooms/room-fields";
import { WebhookDoor } from "@/components/rooms/webhook-door";
import { Form, Submit } from "@/components/ui/form";
import { mayAdminister } from "@/lib/access/policy";
import { catalogue } from "@/lib/i18n";
import { say } from "@/lib/i18n/say";
import { whenExactly } from "@/lib/i18n/time";
import { listAccess } from "@/lib/rooms/access";
import { requireVisitor, visitorPath } from "@/lib/visitor";
import { editRoomAction, setMemberRoleAction } from "../actions";
import { managedRoom } from "./room";

type Props = PageProps<"/admin/rooms/[roomId]">;

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const actor = await requireVisitor(await visitorPath());
  return { title: (await managedRoom(actor, (await params).roomId)).name };
}

export default async function RoomPage({ params, searchParams }: Props) {
  const actor = await requireVisitor(await visitorPath());
  if (!mayAdminister(actor)) notFound();
  const room = await managedRoom(actor, (await params).roomId);
  const query = await searchParams;
  const q = typeof query.q === "string" ? query.q.slice(0, 100) : "";
  const cursor = typeof query.cursor === "string" ? query.cursor : undefined;
  const roomId = room.id;
  const page = await listAccess(actor, { roomId, q, cursor }).catch(() => listAccess(actor, { roomId, q }));
  const { admin, live, pages } = catalogue(actor.locale);
  const words = admin.rooms;
  const clock = { locale: actor.locale, timeZone: actor.timeZone, words: live.time };
  const now = new Date();
  const here = `/admin/rooms/${roomId}`;
  const ask = (act: string) => `/admin/rooms/confirm?do=${act}&room=${roomId}`;
  const lead = [
    say(actor.locale, live.room.members, { n: room.member_count }),
    say(actor.locale, words.lastTalk, { when: whenExactly(clock, new Date(room.last_message_at), now) }),
    room.for_all && words.forAll,
    room.archived && words.archived,
  ];
  return (
    <div className="admin-page">
      <PageHead title={room.name} lead={lead.filter(Boolean).join(" · ")}>
        <Link href={`${here}/access`} className="button min-h-11" prefetch={false}>
          {words.toAccess}
        </Link>
        {!room.archived && (
          <Link href={`${here}/add`} className="button button-main" prefetch={false}>
            <UserPlus aria-hidden="true" size={17} />
            {words.toAdd}
          </Link>
        )}
      </PageHead>
      <DidNote did={query.did} n={query.n} words={words.did} locale={actor.locale} />
      <div className="grid gap-5">
        <section>
          <h2 className="mb-3 text-base font-[650]">{words.members}</h2>
          <PeopleSearch query={q} words={pages} />
          <MemberTable
            room={room}
            rows={page.items}
            words={words}
            companyRoles={pages.people.roles}
            clock={clock}
            now={now}
            roleAction={setMemberRoleAction}
            from="admin"
            mayRemove
            selfId={actor.personId}
          />
          {page.next_cursor && (
            <Link
              className="button mt-3"
              href={`${here}?${new URLSearchParams({ q, cursor: page.next_cursor })}`}
              prefetch={false}
            >
              {words.nextPeople}
            </Link>
          )}
        </section>
        <section className="card max-w-[640px]">
          <h2 className="text-base font-[650]">{words.settings}</h2>
          <Form action={editRoomAction}>
            <input type="hidden" name="roomId" value={roomId} />
            <RoomFields
              words={{ rooms: words, fields: pages.fields }}
              room={room}
              visibility={room.visibility}
              history={room.history}
              forAll={room.for_all}
            />
            <Submit className="button button-main mt-4">{admin.frame.save}</Submit>
          </Form>
        </section>
        <WebhookDoor words={pages.webhooks} roomId={roomId} className="max-w-[640px]" />
        <RoomEnding words={words} archived={room.archived} ask={ask} className="max-w-[640px]" />
      </div>
    </div>
  );
}
