/** All rooms, and who sees them. */
const en = {
  lead: "All rooms by name, size and last activity. What is said in them stays with their members.",
  access: {
    columns: {
      name: "Name",
      username: "Login",
      email: "E-mail",
      company: "Role in the company",
      role: "Role in the room",
      since: "In the room since",
      until: "Until",
      left: "Left",
      addedBy: "Added by",
      history: "Sees what was said",
    },
    roles: { admin: "room admin", member: "member" },
    history: { all: "from the beginning", joined: "since coming" },
  },
} as const;

const ru = {
  lead: "Все комнаты: название, размер, последняя активность. Разговоры видят только участники.",
  access: {
    columns: {
      name: "Имя",
      username: "Логин",
      email: "Почта",
      company: "Роль в компании",
      role: "Роль в комнате",
      since: "В комнате с",
      until: "До",
      left: "Выход",
      addedBy: "Кто добавил",
      history: "Видит сказанное",
    },
    roles: { admin: "админ комнаты", member: "участник" },
    history: { all: "с начала", joined: "с прихода" },
  },
} as const;

export const adminRooms = { en, ru } as const;
