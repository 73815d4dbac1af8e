import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { ConfirmRoom } from "@/components/rooms/confirm-room";
import { mayAdminister } from "@/lib/access/policy";
import { catalogue } from "@/lib/i18n";
import { requireVisitor, visitorPath } from "@/lib/visitor";
import {
  addMembersAction,
  deleteRoomAction,
  editRoomAction,
  removeMembersAction,
  setMembershipEndAction,
} from "../actions";
import { readAsked } from "./asked";

type Props = PageProps<"/admin/rooms/confirm">;

export async function generateMetadata(): Promise<Metadata> {
  return { title: catalogue((await requireVisitor(await visitorPath())).locale).admin.frame.rooms };
}

export default async function ConfirmPage({ searchParams }: Props) {
  const actor = await requireVisitor(await visitorPath());
  if (!mayAdminister(actor)) notFound();
  const query = await searchParams;
  return (
    <ConfirmRoom
      {...(await readAsked(actor, query, query.room, "admin"))}
      words={catalogue(actor.locale).admin}
      locale={actor.locale}
      from="admin"
      actions={{
        edit: editRoomAction,
        remove: deleteRoomAction,
        add: addMembersAction,
        takeOut: removeMembersAction,
        end: setMembershipEndAction,
      }}
    />
  );
}
