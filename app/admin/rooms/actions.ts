"use server";

import { redirect } from "next/navigation";
import type { Actor } from "@/lib/access/actor";
import { memberForm } from "@/lib/action";
import { fieldError } from "@/lib/errors";
import { unknownNamesCharsMax } from "@/lib/limits";
import { findByNames } from "@/lib/people/data";
import { pastedNamesSchema } from "@/lib/people/schema";
import { setMembershipEnd } from "@/lib/rooms/ending";
import { addMembers, removeMembers } from "@/lib/rooms/members";
import { createRoom, deleteRoom, editRoom, setNotify } from "@/lib/rooms/mutations";
import { setMemberRole } from "@/lib/rooms/roles";
import {
  addMembersForm,
  createRoomInput,
  editRoomForm,
  memberRoleForm,
  membersForm,
  membershipEndForm,
  notifyForm,
  roomForm,
} from "@/lib/rooms/schema";

/** Back to the page of the room from which it was asked, which says what was done. */
function back(form: FormData, did: string): never {
  const roomId = Number(form.get("roomId"));
  redirect(form.get("_back") === "room" ? `/rooms/${roomId}/settings?did=${did}` : `/admin/rooms/${roomId}?did=${did}`);
}

export const makeRoomAction = memberForm(createRoomInput, createRoom, async ({ id }) =>
  redirect(`/admin/rooms/${id}?did=made`),
);

export const editRoomAction = memberForm(editRoomForm, editRoom, async (room, form) =>
  back(form, form.has("archived") ? (room.archived ? "archived" : "restored") : "edited"),
);

export const deleteRoomAction = memberForm(roomForm, deleteRoom, async ({ members }, form) =>
  redirect(`${form.get("_back") === "room" ? "/" : "/admin/rooms"}?did=deleted&n=${members}`),
);

export const addMembersAction = memberForm(addMembersForm, addMembers, async ({ added }, form) =>
  back(form, `added&n=${added.length}`),
);

export const removeMembersAction = memberForm(membersForm, removeMembers, async ({ removed }, form) =>
  back(form, `removed&n=${removed.length}`),
);

export const setMemberRoleAction = memberForm(memberRoleForm, setMemberRole, async (_, form) => back(form, "role"));

export const setMembershipEndAction = memberForm(
  membershipEndForm,
  (actor, input) => setMembershipEnd(actor, { ...input, ends_at: input.ends_at ?? null }),
  async (_, form) => back(form, "end"),
);

export const setNotifyAction = memberForm(notifyForm, setNotify, async (_, form) => back(form, "edited"));

/** Nothing is written yet: the list becomes people, and the next page asks. */
export const findMembersAction = memberForm(
  roomForm.extend({ names: pastedNamesSchema }),
  async (actor: Actor, { names }) => {
    const found = await findByNames(actor, names);
    if (found.ids.length === 0) throw fieldError("names", "nobodyFound");
    return found;
  },
  async ({ ids, unknown }, form) => {
    const query = new URLSearchParams({ do: "add", room: String(form.get("roomId")), p: ids.join(".") });
    if (unknown.length > 0) query.set("unknown", unknown.join(", ").slice(0, unknownNamesCharsMax));
    redirect(`/admin/rooms/confirm?${query}`);
  },
);
