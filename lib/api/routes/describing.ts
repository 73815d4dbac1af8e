import { z } from "zod";
import { openApi } from "../openapi";
import { published } from "../outside";
import { anyone, group, ok, type Route } from "../route";

/** @param table the calls that are described, this one among them */
export const describing = (table: () => Route[]): Route[] =>
  group("This document", [
    anyone(
      "GET",
      "openapi.json",
      { summary: "Read this document", gives: { 200: z.looseObject({ openapi: z.string() }) } },
      async () => ok(published(openApi(table()))),
    ),
  ]);
