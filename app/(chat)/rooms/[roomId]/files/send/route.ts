import type { Actor } from "@/lib/access/actor";
import { isFromPage, problem } from "@/lib/api/answer";
import { check } from "@/lib/checking";
import { AppError, notFound, unauthenticated } from "@/lib/errors";
import { uploadForm } from "@/lib/files/mutations";
import { uploadOf } from "@/lib/files/spooling";
import { saveDraft } from "@/lib/messages/drafts";
import { postMessageForm } from "@/lib/messages/schema";
import { doTyped } from "@/lib/messages/typed";
import { idSchema } from "@/lib/people/schema";
import { currentActor } from "@/lib/visitor";

/** A message with its files, from the form of the page beside this; what is refused is said there, and the text kept. */
export async function POST(request: Request, context: { params: Promise<{ roomId: string }> }): Promise<Response> {
  try {
    const roomId = idSchema.safeParse(Number((await context.params).roomId)).data;
    const actor = await currentActor();
    if (!actor || !isFromPage(request)) throw unauthenticated();
    if (actor.mustSecure) throw new AppError("forbidden", "secondFactorRequired");
    if (roomId === undefined) throw notFound();
    return await send(actor, roomId, request);
  } catch (error) {
    return problem(error);
  }
}

async function send(actor: Actor, roomId: number, request: Request): Promise<Response> {
  const typed: Record<string, string> = {};
  try {
    const files = await uploadForm(actor, { roomId }, uploadOf(request), typed);
    const fileIds = files.map(({ id }) => id);
    await doTyped(actor, check(postMessageForm, { ...typed, roomId: String(roomId), fileIds }));
    return goTo(`/rooms/${roomId}`);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    // Refuses, too, where the room is none of theirs.
    await saveDraft(actor, { roomId, text: typed.text ?? "" });
    const { name, command } = error.params;
    const told = new URLSearchParams({ refused: error.reason, name: String(name ?? command ?? "") });
    return goTo(`/rooms/${roomId}/files?${told}`);
  }
}

const goTo = (path: string) => new Response(null, { status: 303, headers: { location: path } });
