import { openAsBlob, statSync } from "node:fs";
import { basename } from "node:path";
import type { FileView } from "@/lib/files/schema";
import type { MessageView } from "@/lib/messages/schema";
import { exits } from "./exits";
import type { Shell } from "./shell";

/** What the call takes. */
export interface Said {
  client_id: string;
  text: string;
  to?: number;
  reply_to?: number;
  thread_id?: number;
  file_ids?: number[];
}

const sendPatienceMs = 15_000;

/** Tried again with the same `client_id`, it is said once. */
export function say(shell: Shell, roomId: number, body: Said): Promise<MessageView> {
  const asked = { body, isRepeatable: true, patienceMs: sendPatienceMs };
  return shell.api().call("POST", `rooms/${roomId}/messages`, asked);
}

/** One after the other, in the order in which they are named. @throws Stop before anything is sent, where one is not there */
export async function uploadAll(shell: Shell, paths: string[]): Promise<FileView[]> {
  for (const path of paths)
    if (!statSync(path, { throwIfNoEntry: false })?.isFile())
      throw shell.stop(exits.misunderstood, shell.words.errors.noFile, { path });
  const files: FileView[] = [];
  for (const path of paths) {
    const form = new FormData();
    form.set("file", await openAsBlob(path), basename(path));
    files.push(await shell.api().call<FileView>("POST", "files", { body: form, answerMs: null }));
  }
  return files;
}
