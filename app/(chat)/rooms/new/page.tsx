import type { Metadata } from "next";
import Link from "next/link";
import { Avatar } from "@/components/ui/avatar";
import { Field, Form, Submit } from "@/components/ui/form";
import { mayFillRoom } from "@/lib/access/policy";
import { catalogue } from "@/lib/i18n";
import { listPageSizeMax, roomNameCharsMax, roomTopicCharsMax } from "@/lib/limits";
import { listPeople } from "@/lib/people/data";
import { currentCompany, requireVisitor } from "@/lib/visitor";
import { createRoomAction } from "../../actions";

export async function generateMetadata(): Promise<Metadata> {
  return { title: catalogue((await requireVisitor("/rooms/new")).locale).pages.titles.newRoom };
}

export default async function NewRoomPage() {
  const actor = await requireVisitor("/rooms/new");
  const { pages } = catalogue(actor.locale);
  const { newRoom, fields } = pages;
  const company = await currentCompany();
  const mayFill = company !== null && mayFillRoom(actor, company.membership);
  const offered = mayFill ? (await listPeople(actor, { limit: listPageSizeMax })).items : [];
  const people = offered.filter(({ id }) => id !== actor.personId);
  return (
    <div className="min-h-0 flex-1 overflow-y-auto">
      <div className="page max-w-[560px]">
        <h1 className="page-title">{pages.titles.newRoom}</h1>
        <p className="page-lead">{newRoom.lead}</p>
        <Form action={createRoomAction}>
          <Field name="name" label={fields.roomName} required maxLength={roomNameCharsMax} autoComplete="off" />
          <Field
            name="topic"
            label={`${fields.topic} (${fields.optional})`}
            hint={fields.topicHint}
            maxLength={roomTopicCharsMax}
            autoComplete="off"
          />
          <fieldset className="mt-4">
            <legend className="label mt-0">{newRoom.visibility}</legend>
            <Choice value="private" label={newRoom.private} hint={newRoom.privateHint} checked />
            <Choice value="open" label={newRoom.open} hint={newRoom.openHint} />
          </fieldset>
          {people.length > 0 && (
            <fieldset className="mt-4">
              <legend className="label mt-0">{newRoom.members}</legend>
              <p className="hint mb-1.5">{newRoom.membersHint}</p>
              <div className="max-h-72 overflow-y-auto rounded-[9px] border border-line px-3 py-1">
                {people.map((person) => (
                  <label key={person.id} className="flex min-h-11 items-center gap-3">
                    <input
                      type="checkbox"
                      name="member_ids[]"
                      value={person.id}
                      className="size-[18px] accent-accent"
                    />
                    <Avatar person={person} size="s" />
                    <span className="min-w-0 truncate">{person.display_name}</span>
                    <span className="truncate text-[13px] text-ink-3">@{person.username}</span>
                  </label>
                ))}
              </div>
            </fieldset>
          )}
          <div className="mt-5 flex gap-2.5">
            <Submit className="button button-main">{newRoom.submit}</Submit>
            <Link href="/" className="button min-h-11">
              {newRoom.cancel}
            </Link>
          </div>
        </Form>
      </div>
    </div>
  );
}

function Choice(props: { value: "private" | "open"; label: string; hint: string; checked?: boolean }) {
  return (
    <label className="flex items-start gap-3 py-1.5">
      <input
        type="radio"
        name="visibility"
        value={props.value}
        defaultChecked={props.checked}
        className="mt-[3px] size-[18px] accent-accent"
      />
      <span>
        <span className="block font-medium">{props.label}</span>
        <span className="block text-[13px] leading-[18px] text-ink-3">{props.hint}</span>
      </span>
    </label>
  );
}
