import type { ActionResult, FormState } from "@/lib/action";
import type { EditMessage, FollowThread, MessageView, Reaction, ThreadPlace } from "@/lib/messages/schema";
import type { PersonRef } from "@/lib/people/schema";
import type { RestoreUnread } from "@/lib/rooms/schema";

type Call<I, T> = (input: I) => Promise<ActionResult<T>>;
type OfMessage<T> = Call<{ messageId: number }, T>;

/** What one does with a message; what changes it answers with the message as it is then. */
export interface MessageActs {
  edit: Call<EditMessage, MessageView>;
  remove: OfMessage<MessageView>;
  react: Call<Reaction, MessageView>;
  unreact: Call<Reaction, MessageView>;
  pin: OfMessage<MessageView>;
  unpin: OfMessage<MessageView>;
  save: OfMessage<unknown>;
  unsave: OfMessage<unknown>;
  /** Which of these are saved. */
  savedAmong: Call<{ messageIds: number[] }, number[]>;
}

/** What the chat's pages may ask of the server wherever they are: actions, handed down by the layout. */
export interface Acts {
  message: MessageActs;
  followThread: Call<FollowThread, ThreadPlace>;
  /** The same as a form's, for when no script runs. */
  followThreadForm: (state: FormState, form: FormData) => Promise<FormState>;
  /** Whom a user name means in a room. */
  findMember: Call<{ roomId: number; username: string }, PersonRef>;
  markUnread: Call<{ roomId: number; messageId: number }, unknown>;
  markAllRead: Call<Record<string, never>, RestoreUnread>;
  /** The same as a form's, for when no script runs. */
  markAllReadForm: (state: FormState, form: FormData) => Promise<FormState>;
  restoreUnread: Call<RestoreUnread, unknown>;
}
