"use server";

import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { z } from "zod";
import { memberForm } from "@/lib/action";
import { confirmImport, discardImport, draftImport, takeImportLinks } from "@/lib/imports/mutations";
import { importInput } from "@/lib/imports/schema";
import { linksCsv } from "@/lib/imports/writing";
import { visitorLocale, visitorOrigin } from "@/lib/visitor";

const lists = "/admin/people/import";

export const draftImportAction = memberForm(
  z.strictObject({ file: z.instanceof(File) }),
  async (actor, { file }) => draftImport(actor, new Uint8Array(await file.arrayBuffer())),
  async ({ id }) => redirect(`${lists}/${id}`),
);

export const confirmImportAction = memberForm(
  importInput,
  async (actor, input) => confirmImport(actor, input, await visitorOrigin()),
  async (_confirmed, form) => {
    revalidatePath(lists, "layout");
    redirect(`${lists}/${form.get("id")}`);
  },
);

export const discardImportAction = memberForm(importInput, discardImport, async () => {
  revalidatePath(lists, "layout");
  redirect(lists);
});

/** What comes back is the list itself: it is shown this once. */
export const takeImportLinksAction = memberForm(importInput, takeImportLinks, async (links) => {
  // The button goes: pressed again it would take the list away.
  revalidatePath(lists, "layout");
  return linksCsv(await visitorLocale(), links);
});
