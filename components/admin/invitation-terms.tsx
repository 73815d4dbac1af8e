import { Select } from "@/components/ui/select";
import type { AdminWords, PageWords } from "@/lib/i18n/en";
import type { InvitationRole } from "@/lib/invitations/schema";
import { RoomChoice } from "./room-choice";

/** What every way of inviting asks: as whom, until when, into which rooms. */
export function InvitationTerms(props: {
  words: AdminWords["invites"];
  roleNames: PageWords["people"]["roles"];
  roles: InvitationRole[];
  rooms: { id: number; name: string }[];
}) {
  const { words, roleNames, roles, rooms } = props;
  return (
    <>
      <div className="grid gap-x-4 sm:grid-cols-2">
        <Select name="role" label={words.role} value="member" options={roles.map((role) => [role, roleNames[role]])} />
        <Select
          name="expires_in_hours"
          label={words.days}
          value="168"
          options={[
            ["24", words.day],
            ["168", words.week],
            ["720", words.month],
            ["2160", words.quarter],
          ]}
        />
      </div>
      <RoomChoice name="room_ids" label={words.rooms} hint={words.roomsHint} none={words.noRooms} rooms={rooms} />
    </>
  );
}
