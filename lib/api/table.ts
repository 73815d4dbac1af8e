import { z } from "zod";
import type { Actor } from "@/lib/access/actor";
import { getMessage, readMessages } from "@/lib/messages/data";
import { readMessagesInput } from "@/lib/messages/schema";
import { getPerson, listPeople } from "@/lib/people/data";
import { idSchema, listPeopleInput } from "@/lib/people/schema";
import { getRoom, listMembers, listMyRooms, listOpenRooms } from "@/lib/rooms/data";
import { listRoomsInput } from "@/lib/rooms/schema";

/** One call of the REST API: what it takes, and the verb that answers. */
export interface Route {
  method: "GET";
  /** Segments; a capital word stands for a value. */
  path: string;
  query: z.ZodType;
  answer: (actor: Actor, params: Record<string, string>, query: never) => Promise<unknown>;
}

const id = z.coerce.number().pipe(idSchema);
const none = z.strictObject({});
const number = z.coerce.number();

function get<Q extends z.ZodType>(
  path: string,
  query: Q,
  answer: (actor: Actor, params: Record<string, string>, query: z.output<Q>) => Promise<unknown>,
): Route {
  return { method: "GET", path, query, answer };
}

const pageQuery = z
  .strictObject({ before: number, after: number, around: number, limit: number })
  .partial()
  .pipe(readMessagesInput.omit({ roomId: true }));

export const routes: Route[] = [
  get("me", none, (actor) => getPerson(actor, actor.personId)),
  get("users", listPeopleInput, (actor, _params, query) => listPeople(actor, query)),
  get("users/ID", none, (actor, { ID }) => getPerson(actor, ID === "me" ? actor.personId : id.parse(ID))),
  get("rooms", listRoomsInput, async (actor, _params, query) =>
    query.scope === "open" ? listOpenRooms(actor, query) : { items: await listMyRooms(actor), next_cursor: null },
  ),
  get("rooms/ID", none, (actor, { ID }) => getRoom(actor, id.parse(ID))),
  get("rooms/ID/members", none, async (actor, { ID }) => ({
    items: await listMembers(actor, { roomId: id.parse(ID) }),
    next_cursor: null,
  })),
  get("rooms/ID/messages", pageQuery, (actor, { ID }, query) =>
    readMessages(actor, { roomId: id.parse(ID), ...query }),
  ),
  get("messages/ID", none, (actor, { ID }) => getMessage(actor, id.parse(ID))),
];
