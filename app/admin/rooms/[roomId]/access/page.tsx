import { Download } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { PageHead } from "@/components/admin/page-head";
import { Tabs } from "@/components/admin/tabs";
import { AccessTable } from "@/components/rooms/access-table";
import { mayAdminister } from "@/lib/access/policy";
import { catalogue } from "@/lib/i18n";
import { say } from "@/lib/i18n/say";
import { listAccess } from "@/lib/rooms/access";
import { requireVisitor, visitorPath } from "@/lib/visitor";
import { managedRoom } from "../room";

type Props = PageProps<"/admin/rooms/[roomId]/access">;

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const actor = await requireVisitor(await visitorPath());
  const { name } = await managedRoom(actor, (await params).roomId);
  return { title: say(actor.locale, catalogue(actor.locale).admin.rooms.access.title, { room: name }) };
}

export default async function AccessPage({ params, searchParams }: Props) {
  const actor = await requireVisitor(await visitorPath());
  if (!mayAdminister(actor)) notFound();
  const room = await managedRoom(actor, (await params).roomId);
  const query = await searchParams;
  const was = query.was === "former" ? "former" : "member";
  const cursor = typeof query.cursor === "string" ? query.cursor : undefined;
  const asked = { roomId: room.id, was } as const;
  const page = await listAccess(actor, { ...asked, cursor }).catch(() => listAccess(actor, asked));
  const { admin, live, pages } = catalogue(actor.locale);
  const words = admin.rooms;
  const here = `/admin/rooms/${room.id}/access`;
  return (
    <div className="admin-page">
      <PageHead title={say(actor.locale, words.access.title, { room: room.name })} lead={words.access.lead}>
        <Link href={`/admin/rooms/${room.id}`} className="button" prefetch={false}>
          {words.open}
        </Link>
        {/* A plain link: it leads to a file. */}
        <a href={`/rooms/${room.id}/access.csv`} className="button" download>
          <Download aria-hidden="true" size={16} />
          {words.access.csv}
        </a>
      </PageHead>
      <Tabs
        label={words.members}
        here={was === "former" ? `${here}?was=former` : here}
        tabs={[
          [here, words.access.now],
          [`${here}?was=former`, words.access.former],
        ]}
      />
      <AccessTable
        rows={page.items}
        was={was}
        words={words}
        companyRoles={pages.people.roles}
        clock={{ locale: actor.locale, timeZone: actor.timeZone, words: live.time }}
        now={new Date()}
      />
      {page.next_cursor && (
        <Link
          className="button mt-4"
          href={`${here}?${new URLSearchParams({ was, cursor: page.next_cursor })}`}
          prefetch={false}
        >
          {words.nextPeople}
        </Link>
      )}
    </div>
  );
}
