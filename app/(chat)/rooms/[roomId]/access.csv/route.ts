import type { NextRequest } from "next/server";
import { problem } from "@/lib/api/answer";
import { AppError, notFound, unauthenticated } from "@/lib/errors";
import { idSchema } from "@/lib/people/schema";
import { accessAsCsv } from "@/lib/rooms/access";
import { currentActor } from "@/lib/visitor";

/** Who can see the room, and since when, as a file: for whoever manages it. */
export async function GET(
  _request: NextRequest,
  { params }: { params: Promise<{ roomId: string }> },
): Promise<Response> {
  try {
    const actor = await currentActor();
    if (!actor) throw unauthenticated();
    if (actor.mustSecure) throw new AppError("forbidden", "secondFactorRequired");
    const id = idSchema.safeParse(Number((await params).roomId));
    if (!id.success) throw notFound();
    const { name, text } = await accessAsCsv(actor, id.data);
    return new Response(text, {
      headers: {
        "content-type": "text/csv; charset=utf-8",
        "content-disposition": `attachment; filename="${name}"`,
        "x-content-type-options": "nosniff",
        "cache-control": "private, no-store",
      },
    });
  } catch (error) {
    return problem(error);
  }
}
