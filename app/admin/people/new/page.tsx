import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { PageHead } from "@/components/admin/page-head";
import { RoomChoice } from "@/components/admin/room-choice";
import { OnceDone, UntilDone } from "@/components/admin/stages";
import { Field, Form, Submit } from "@/components/ui/form";
import { MadeLink } from "@/components/ui/made-link";
import { Select } from "@/components/ui/select";
import { mayAdminister, mayGrantRole } from "@/lib/access/policy";
import { catalogue } from "@/lib/i18n";
import { displayNameCharsMax, emailCharsMax, usernameCharsMax } from "@/lib/limits";
import { mailIsConfigured } from "@/lib/mail/mutations";
import { roomChoices } from "@/lib/people/placements";
import { grantedRoleSchema } from "@/lib/people/schema";
import { requireVisitor } from "@/lib/visitor";
import { createPersonAction } from "../actions";

export async function generateMetadata(): Promise<Metadata> {
  return { title: catalogue((await requireVisitor("/admin/people/new")).locale).admin.people.newPerson.title };
}

export default async function NewPersonPage() {
  const actor = await requireVisitor("/admin/people/new");
  if (!mayAdminister(actor)) notFound();
  const rooms = await roomChoices(actor);
  const { admin, pages } = catalogue(actor.locale);
  const { newPerson, roles, link, confirm } = admin.people;
  return (
    <div className="admin-page max-w-[640px]">
      <PageHead title={newPerson.title} lead={mailIsConfigured() ? newPerson.leadMailed : newPerson.lead} />
      <Form action={createPersonAction} saysDone={false}>
        <UntilDone>
          <Field
            name="display_name"
            label={pages.fields.displayName}
            maxLength={displayNameCharsMax}
            autoComplete="off"
            required
          />
          <Field
            name="username"
            label={newPerson.username}
            hint={pages.fields.usernameHint}
            maxLength={usernameCharsMax}
            autoComplete="off"
            required
          />
          <Field
            name="email"
            type="email"
            label={pages.fields.email}
            maxLength={emailCharsMax}
            autoComplete="off"
            required
          />
          <Select
            name="role"
            label={newPerson.role}
            value="member"
            options={grantedRoleSchema.options
              .filter((role) => mayGrantRole(actor, role))
              .map((role) => [role, roles[role]])}
          />
          <RoomChoice
            name="room_ids"
            label={newPerson.rooms}
            hint={newPerson.roomsHint}
            none={newPerson.roomsNone}
            rooms={rooms}
          />
          <div className="mt-5 flex flex-wrap gap-2.5">
            <Submit className="button button-main">{newPerson.submit}</Submit>
            <Link href="/admin/people" className="button min-h-11" prefetch={false}>
              {admin.frame.cancel}
            </Link>
          </div>
        </UntilDone>
        <MadeLink words={link} />
        <OnceDone isSaid={false}>
          <Link href="/admin/people?sort=created" className="button mt-5" prefetch={false}>
            {confirm.backToList}
          </Link>
        </OnceDone>
      </Form>
    </div>
  );
}
