import type { MessageView } from "@/lib/messages/schema";

/** Where a message is found again: in its room, or in its thread there. */
export const placeOf = ({ id, room_id, thread_id }: Pick<MessageView, "id" | "room_id" | "thread_id">): string =>
  thread_id === null ? `/rooms/${room_id}?m=${id}` : `/rooms/${room_id}?thread=${thread_id}&m=${id}`;

/** Where everything about a message stands, and can be done without scripts. */
export const messagePage = ({ id, room_id }: Pick<MessageView, "id" | "room_id">): string =>
  `/rooms/${room_id}/messages/${id}`;
