"use server";

import { revalidatePath } from "next/cache";
import { memberForm } from "@/lib/action";
import { endSessionOf } from "@/lib/auth/devices";
import { resetPassword } from "@/lib/auth/password-links";
import { endSessionOfInput } from "@/lib/auth/schema";
import { catalogue } from "@/lib/i18n";
import { changePerson } from "@/lib/people/administration";
import { actOnPeople } from "@/lib/people/bulk";
import { createPerson } from "@/lib/people/creation";
import { bulkInput, changePersonInput, createPersonInput, personInput } from "@/lib/people/schema";
import { visitorLocale, visitorOrigin } from "@/lib/visitor";
import { tellOutcome } from "./outcome";

/** The sentence that comes back is the link itself: it is shown this once. */
export const createPersonAction = memberForm(
  createPersonInput.omit({ password: true }),
  async (actor, input) => createPerson(actor, input, await visitorOrigin()),
  async ({ link }) => link.url,
);

/** The link itself, too. */
export const resetPasswordAction = memberForm(
  personInput,
  async (actor, input) => resetPassword(actor, input, await visitorOrigin()),
  async ({ link }) => link.url,
);

export const actOnPeopleAction = memberForm(bulkInput, actOnPeople, async (outcome) =>
  tellOutcome(outcome, await visitorLocale()),
);

export const changePersonAction = memberForm(
  changePersonInput.pick({ personId: true, display_name: true, email: true }),
  changePerson,
  async () => {
    revalidatePath("/admin/people", "layout");
    return catalogue(await visitorLocale()).admin.frame.saved;
  },
);

export const endSessionOfAction = memberForm(endSessionOfInput, endSessionOf, async () => {
  revalidatePath("/admin/people", "layout");
  return catalogue(await visitorLocale()).admin.people.person.ended;
});
