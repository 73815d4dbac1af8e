import Link from "next/link";
import { mayInvite } from "@/lib/access/policy";
import { catalogue } from "@/lib/i18n";
import { listMyRooms } from "@/lib/rooms/data";
import { requireVisitor } from "@/lib/visitor";

/** Beside the list on a desk; a phone shows the list itself here. */
export default async function HomePage() {
  const actor = await requireVisitor("/");
  const { home } = catalogue(actor.locale).pages;
  const isEmpty = (await listMyRooms(actor)).length === 0;
  return (
    <div className="grid flex-1 place-items-center p-6">
      <div className="max-w-sm text-center">
        <h1 className="page-title">{isEmpty ? home.emptyTitle : home.title}</h1>
        <p className="page-lead">{isEmpty ? home.emptyLead : home.lead}</p>
        <div className="flex flex-wrap justify-center gap-2.5">
          <Link className="button" href="/rooms/new" prefetch={false}>
            {home.newRoom}
          </Link>
          <Link className="button" href="/people" prefetch={false}>
            {home.people}
          </Link>
          {mayInvite(actor) && (
            <Link className="button" href="/admin/invites" prefetch={false}>
              {home.invite}
            </Link>
          )}
        </div>
      </div>
    </div>
  );
}
