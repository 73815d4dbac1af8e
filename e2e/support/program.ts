import type { FileView } from "@/lib/files/schema";
import type { MessageView } from "@/lib/messages/schema";
import type { Company } from "./company";
import type { Given } from "./files";
import type { Account } from "./people";

/** Everybody's. */
export const password = "seven quiet looms at dawn";

/** As a program of theirs: what it sends and says, and with what it asks. */
export async function programOf(company: Company, who: Account) {
  const call = async (method: string, path: string, body?: BodyInit, type?: string, token?: string) =>
    fetch(`${company.url}/api/v1/${path}`, {
      method,
      body,
      headers: { ...(type && { "content-type": type }), ...(token && { authorization: `Bearer ${token}` }) },
    });
  const json = (method: string, path: string, value: unknown, token?: string) =>
    call(method, path, JSON.stringify(value), "application/json", token);
  const entered = await json("POST", "auth/token", { username: who.username, password });
  const { access_token: token }: { access_token: string } = await entered.json();
  return {
    ask: (method: string, path: string, value?: unknown) =>
      value === undefined ? call(method, path, undefined, undefined, token) : json(method, path, value, token),
    async upload(file: Given): Promise<FileView> {
      const form = new FormData();
      form.append("file", new Blob([new Uint8Array(file.buffer)]), file.name);
      return (await call("POST", "files", form, undefined, token)).json();
    },
    /** @param more `to`, `thread_id` … as the call takes them */
    async say(roomId: number, text: string, files: FileView[], more: object = {}): Promise<MessageView> {
      const said = { text, file_ids: files.map(({ id }) => id), ...more };
      return (await json("POST", `rooms/${roomId}/messages`, said, token)).json();
    },
  };
}
