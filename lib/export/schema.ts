import { z } from "zod";
import type { PersonalTokenView, SessionView } from "@/lib/auth/schema";
import type { FileView } from "@/lib/files/schema";
import type { DraftView, MessageView, ThreadPlace } from "@/lib/messages/schema";
import type { UserView } from "@/lib/people/schema";
import type { RoomView } from "@/lib/rooms/schema";
import type { WorkspaceView } from "@/lib/workspace/schema";

export const exportInput = z.strictObject({
  /** One's own data (if left out), or, for an owner, the company's. */
  scope: z.enum(["own", "workspace"]).optional(),
});

export type AskExport = z.infer<typeof exportInput>;
export type ExportScope = NonNullable<AskExport["scope"]>;

/** A sign that somebody put under a message. */
export interface ReactionLine {
  message_id: number;
  user_id: number;
  emoji: string;
  created_at: string;
}

/** Who belongs to a room. */
export interface MemberLine {
  room_id: number;
  user_id: number;
  role: "admin" | "member";
  joined_at: string;
}

/** What the person of a profile has set for themselves. */
export interface Profile extends UserView {
  locale: string;
  theme: string;
  time_zone: string;
}

/** A line of an export: one thing, with the name of its kind. */
export type ExportLine =
  | { type: "start"; scope: ExportScope; started_at: string; user_id: number }
  | ({ type: "profile" } & Profile)
  | ({ type: "session" } & SessionView)
  /** Its name and bounds, not what it opens with. */
  | ({ type: "token" } & PersonalTokenView)
  | ({ type: "workspace" } & WorkspaceView)
  | ({ type: "user" } & UserView)
  | ({ type: "room" } & RoomView)
  | ({ type: "member" } & MemberLine)
  | ({ type: "message" | "whisper" | "saved" } & MessageView)
  | ({ type: "file"; created_at: string } & FileView)
  | ({ type: "reaction" } & ReactionLine)
  | ({ type: "thread" } & ThreadPlace)
  | ({ type: "draft" } & DraftView)
  /** The last line: without it the export was cut short. How many lines of each type came before. */
  | { type: "end"; counts: Record<string, number> };

/** Some lines of an export, and after which place it goes on; null at its end. */
export interface Batch<T, Place = number> {
  items: T[];
  next: Place | null;
}

/** A place in the list of all signs, which ends with those under the newest message of the export. */
export interface SignPlace {
  messageId: number;
  emoji: string;
  personId: number;
  upTo: number;
}
