import { randomUUID } from "node:crypto";
import { answerRequest } from "@/lib/api/answer";
import { type TestPerson, tokenOf } from "./world";

/** A call of the REST API with somebody's token, or with none; a form goes as a form, all else as JSON. */
export async function knock(method: string, path: string, body: unknown, who: TestPerson | null): Promise<Response> {
  const isForm = body instanceof FormData;
  // A form tells its own type.
  const headers = new Headers(isForm ? {} : { "content-type": "application/json" });
  if (who) headers.set("authorization", `Bearer ${await tokenOf(who)}`);
  const sent = method === "GET" || body === undefined ? undefined : isForm ? body : JSON.stringify(body);
  const [bare = ""] = path.split("?");
  return answerRequest(
    new Request(`https://chat.example.com/api/v1/${path}`, { method, headers, body: sent }),
    bare.split("/"),
    {
      visitor: async () => null,
      device: { kind: "api", userAgent: "test", address: randomUUID() },
      origin: "https://chat.example.com",
    },
  );
}
