import { inCompany } from "./child";
import type { Company } from "./company";
import { withDatabase } from "./database";
import type { Account } from "./people";

/** One person takes another out of a room, by the product's own verb. */
export async function remove(company: Company, by: Account, who: Account, roomId: number): Promise<void> {
  const [found] = await withDatabase(
    company,
    (sql) => sql<{ session: string; person: string }[]>`
    select s.id as session, p.id as person from sessions s
    join persons own on own.id = s.person_id and own.username = ${by.username}
    join persons p on p.username = ${who.username}
    where s.ended_at is null order by s.last_used_at desc limit 1`,
  );
  if (!found) throw new Error(`${by.username} is not signed in`);
  await inCompany(company, "removal.ts", found.session, String(roomId), found.person);
}
