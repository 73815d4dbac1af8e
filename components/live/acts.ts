import type { ActionResult, FormState } from "@/lib/action";
import type { RestoreUnread } from "@/lib/rooms/schema";

type Call<I, T> = (input: I) => Promise<ActionResult<T>>;

/** What the chat's pages may ask of the server wherever they are: actions, handed down by the layout. */
export interface Acts {
  markUnread: Call<{ roomId: number; messageId: number }, unknown>;
  markAllRead: Call<Record<string, never>, RestoreUnread>;
  /** The same as a form's, for when no script runs. */
  markAllReadForm: (state: FormState, form: FormData) => Promise<FormState>;
  restoreUnread: Call<RestoreUnread, unknown>;
}
