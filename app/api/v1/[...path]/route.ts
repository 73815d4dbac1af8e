import { answerRequest } from "@/lib/api/answer";
import { currentActor } from "@/lib/visitor";

/** The session cookie is a credential here for reading alone; nothing in the table writes. */
export async function GET(request: Request, context: { params: Promise<{ path: string[] }> }): Promise<Response> {
  return answerRequest(request, (await context.params).path, await currentActor());
}
