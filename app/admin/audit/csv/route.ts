import type { NextRequest } from "next/server";
import { problem } from "@/lib/api/answer";
import { AppError, unauthenticated } from "@/lib/errors";
import { catalogue } from "@/lib/i18n";
import { journalCsv } from "@/lib/journal/export";
import { currentActor } from "@/lib/visitor";
import { askedBy, readQuery } from "../query";

export async function GET(request: NextRequest): Promise<Response> {
  try {
    const actor = await currentActor();
    if (!actor) throw unauthenticated();
    if (actor.mustSecure) throw new AppError("forbidden", "secondFactorRequired");
    const { cursor: _, ...asked } = askedBy(
      readQuery(Object.fromEntries(request.nextUrl.searchParams)),
      actor.timeZone,
    );
    const pieces = journalCsv(actor, catalogue(actor.locale).admin.journal, asked);
    // The first piece is asked for here: a refusal has to come before the headers.
    const first = await pieces.next();
    return new Response(streamOf(first.value ?? "", pieces), {
      headers: {
        "content-type": "text/csv; charset=utf-8",
        "content-disposition": `attachment; filename="journal-${new Date().toISOString().slice(0, 10)}.csv"`,
        "x-content-type-options": "nosniff",
        "cache-control": "private, no-store",
      },
    });
  } catch (error) {
    return problem(error);
  }
}

/** Reads on as fast as it is taken, and no further once nobody takes it. */
function streamOf(first: string, rest: AsyncGenerator<string>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream({
    start: (stream) => stream.enqueue(encoder.encode(first)),
    pull: async (stream) => {
      const { done, value } = await rest.next();
      if (done) stream.close();
      else stream.enqueue(encoder.encode(value));
    },
    cancel: async () => void (await rest.return(undefined)),
  });
}
