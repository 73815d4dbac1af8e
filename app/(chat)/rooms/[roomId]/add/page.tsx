import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { PeopleList, PeopleSearch } from "@/components/people/people-list";
import { Form, Submit } from "@/components/ui/form";
import { catalogue } from "@/lib/i18n";
import { say } from "@/lib/i18n/say";
import { listPeople } from "@/lib/people/data";
import { idSchema } from "@/lib/people/schema";
import { getRoom } from "@/lib/rooms/data";
import { mayAddTo } from "@/lib/rooms/members";
import { requireVisitor } from "@/lib/visitor";
import { addMemberAction } from "../../../actions";

type Props = PageProps<"/rooms/[roomId]/add">;

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const actor = await requireVisitor(`/rooms/${(await params).roomId}/add`);
  return { title: catalogue(actor.locale).live.room.add };
}

export default async function AddMembersPage({ params, searchParams }: Props) {
  const { roomId } = await params;
  const path = `/rooms/${roomId}/add`;
  const actor = await requireVisitor(path);
  const id = idSchema.safeParse(Number(roomId));
  if (!id.success || !(await mayAddTo(actor, id.data))) notFound();
  const room = await getRoom(actor, id.data).catch(() => notFound());
  const query = await searchParams;
  const q = typeof query.q === "string" ? query.q.slice(0, 100) : "";
  const cursor = typeof query.cursor === "string" ? query.cursor : undefined;
  const page = await listPeople(actor, { q, cursor, not_in: room.id }).catch(() =>
    listPeople(actor, { q, not_in: room.id }),
  );
  const { admin, pages } = catalogue(actor.locale);
  const { addMembers } = pages;
  return (
    <div className="min-h-0 flex-1 overflow-y-auto">
      <div className="page">
        <h1 className="page-title">{say(actor.locale, addMembers.title, { room: room.name })}</h1>
        <p className="page-lead">{admin.rooms.add[room.history]}</p>
        <PeopleSearch query={q} words={pages} />
        <PeopleList
          page={page}
          path={path}
          query={q}
          words={pages}
          none={addMembers.none}
          act={(person) => (
            <Form action={addMemberAction}>
              <input type="hidden" name="roomId" value={room.id} />
              <input type="hidden" name="personId" value={person.id} />
              <Submit className="button">
                <span aria-hidden="true">{addMembers.add}</span>
                <span className="sr-only">{say(actor.locale, addMembers.addNamed, { name: person.display_name })}</span>
              </Submit>
            </Form>
          )}
        />
        <Link href={`/rooms/${room.id}`} className="button mt-5">
          {addMembers.back}
        </Link>
      </div>
    </div>
  );
}
