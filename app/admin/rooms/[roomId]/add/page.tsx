import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { PageHead } from "@/components/admin/page-head";
import { PeopleSearch } from "@/components/people/people-list";
import { Avatar } from "@/components/ui/avatar";
import { Form, Submit } from "@/components/ui/form";
import { TextArea } from "@/components/ui/text-area";
import { mayAdminister } from "@/lib/access/policy";
import { catalogue } from "@/lib/i18n";
import { say } from "@/lib/i18n/say";
import { listPageSizeMax } from "@/lib/limits";
import { listPeople } from "@/lib/people/data";
import { requireVisitor, visitorPath } from "@/lib/visitor";
import { findMembersAction } from "../../actions";
import { managedRoom } from "../room";

type Props = PageProps<"/admin/rooms/[roomId]/add">;

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const actor = await requireVisitor(await visitorPath());
  const { name } = await managedRoom(actor, (await params).roomId);
  return { title: say(actor.locale, catalogue(actor.locale).admin.rooms.add.title, { room: name }) };
}

export default async function AddPeoplePage({ params, searchParams }: Props) {
  const actor = await requireVisitor(await visitorPath());
  if (!mayAdminister(actor)) notFound();
  const room = await managedRoom(actor, (await params).roomId);
  const query = await searchParams;
  const q = typeof query.q === "string" ? query.q.slice(0, 100) : "";
  const people = await listPeople(actor, { q, not_in: room.id, limit: listPageSizeMax });
  const { admin, pages } = catalogue(actor.locale);
  const words = admin.rooms;
  return (
    <div className="admin-page max-w-[860px]">
      <PageHead title={say(actor.locale, words.add.title, { room: room.name })} lead={words.add[room.history]} />
      <section className="card">
        <h2 className="mb-3 text-base font-[650]">{words.add.tick}</h2>
        <PeopleSearch query={q} words={pages} />
        <form action="/admin/rooms/confirm">
          <input type="hidden" name="do" value="add" />
          <input type="hidden" name="room" value={room.id} />
          {people.items.length === 0 && <p className="text-ink-2">{words.add.none}</p>}
          <ul className="grid sm:grid-cols-2">
            {people.items.map((person) => (
              <li key={person.id} className="min-w-0">
                <label className="flex min-h-11 items-center gap-3">
                  <input type="checkbox" name="p" value={person.id} className="size-[18px] flex-none" />
                  <Avatar person={person} size="s" />
                  <span className="min-w-0 truncate">
                    {person.display_name} <span className="text-[13px] text-ink-3">@{person.username}</span>
                  </span>
                </label>
              </li>
            ))}
          </ul>
          {people.items.length > 0 && (
            <button type="submit" className="button button-main mt-4">
              {words.add.next}
            </button>
          )}
        </form>
      </section>
      <section className="card mt-5">
        <h2 className="text-base font-[650]">{words.add.paste}</h2>
        <Form action={findMembersAction}>
          <input type="hidden" name="roomId" value={room.id} />
          <TextArea name="names" label={words.add.pasteLabel} hint={words.add.pasteHint} rows={5} required />
          <Submit className="button mt-4 min-h-11">{words.add.next}</Submit>
        </Form>
      </section>
      <Link href={`/admin/rooms/${room.id}`} className="button mt-5 min-h-11" prefetch={false}>
        {admin.frame.cancel}
      </Link>
    </div>
  );
}
