"use server";

import { revalidatePath } from "next/cache";
import { z } from "zod";
import { memberForm } from "@/lib/action";
import { catalogue } from "@/lib/i18n";
import { visitorLocale } from "@/lib/visitor";
import { changeMark, changeSettings, removeMark } from "@/lib/workspace/mutations";
import { fileSizeForm, settingsForm } from "@/lib/workspace/schema";

const saved = async () => {
  revalidatePath("/", "layout");
  return catalogue(await visitorLocale()).admin.frame.saved;
};

export const changeCompanyAction = memberForm(settingsForm.pick({ name: true, locale: true }), changeSettings, saved);

export const changeRoomDefaultsAction = memberForm(
  settingsForm.pick({ room_visibility: true, room_history: true }),
  changeSettings,
  saved,
);

export const changeFilesAction = memberForm(
  fileSizeForm,
  (actor, { file_megabytes }) => changeSettings(actor, { file_bytes_max: file_megabytes * 1024 ** 2 }),
  saved,
);

export const changeMarkAction = memberForm(
  z.strictObject({ picture: z.instanceof(File) }),
  async (actor, { picture }) => changeMark(actor, new Uint8Array(await picture.arrayBuffer())),
  saved,
);

export const removeMarkAction = memberForm(z.strictObject({}), removeMark, saved);
