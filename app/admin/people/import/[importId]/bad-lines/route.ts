import { problem } from "@/lib/api/answer";
import { AppError, notFound, unauthenticated } from "@/lib/errors";
import { badSheet } from "@/lib/imports/data";
import { importInput } from "@/lib/imports/schema";
import { badLinesCsv } from "@/lib/imports/writing";
import { currentActor } from "@/lib/visitor";

type Context = RouteContext<"/admin/people/import/[importId]/bad-lines">;

export async function GET(_request: Request, { params }: Context): Promise<Response> {
  try {
    const actor = await currentActor();
    if (!actor) throw unauthenticated();
    if (actor.mustSecure) throw new AppError("forbidden", "secondFactorRequired");
    const parsed = importInput.safeParse({ id: (await params).importId });
    if (!parsed.success) throw notFound();
    const { id } = parsed.data;
    return new Response(badLinesCsv(actor.locale, await badSheet(actor, id)), {
      headers: {
        "content-type": "text/csv; charset=utf-8",
        "content-disposition": `attachment; filename="bad-lines-${id}.csv"`,
        "x-content-type-options": "nosniff",
        "cache-control": "private, no-store",
      },
    });
  } catch (error) {
    return problem(error);
  }
}
