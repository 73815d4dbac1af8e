import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { PageHead } from "@/components/admin/page-head";
import { RoomFields } from "@/components/rooms/room-fields";
import { Form, Submit } from "@/components/ui/form";
import { mayAdminister } from "@/lib/access/policy";
import { catalogue } from "@/lib/i18n";
import { currentCompany, requireVisitor } from "@/lib/visitor";
import { makeRoomAction } from "../actions";

export async function generateMetadata(): Promise<Metadata> {
  return { title: catalogue((await requireVisitor("/admin/rooms/new")).locale).admin.rooms.newTitle };
}

export default async function NewRoomPage() {
  const actor = await requireVisitor("/admin/rooms/new");
  if (!mayAdminister(actor)) notFound();
  const company = await currentCompany();
  const { admin, pages } = catalogue(actor.locale);
  return (
    <div className="admin-page max-w-[640px]">
      <PageHead title={admin.rooms.newTitle} lead={admin.rooms.newLead} />
      <Form action={makeRoomAction} className="card">
        <RoomFields
          words={{ rooms: admin.rooms, fields: pages.fields }}
          visibility={company?.room_visibility ?? "private"}
          history={company?.room_history ?? "all"}
        />
        <div className="mt-5 flex flex-wrap gap-2.5">
          <Submit className="button button-main">{admin.rooms.make}</Submit>
          <Link href="/admin/rooms" className="button min-h-11" prefetch={false}>
            {admin.frame.cancel}
          </Link>
        </div>
      </Form>
    </div>
  );
}
