import { drawPassword, FIRST_PASSWORD_DAYS, firstPasswordUntil, hashPassword } from "../../sql/passwords.ts";
import {
  createUser,
  findUserByEmail,
  type Role,
  setFirstPassword,
  setRole,
  USER_ROLES,
} from "../../sql/users.ts";
import type { Command, Options } from "../command.ts";
import { openProgram, Unusable } from "../program.ts";
import { chooseCompany, companyOption } from "./company.ts";

export const user: Command = {
  usage: "rappro user --email ADDRESS --name NAME --role viewer|accountant|admin [--company NAME]",
  says: `Lets somebody sign in, with a role in a company: viewer reads, accountant also decides and uploads, admin does everything.
A password is drawn and printed once: it is good for ${FIRST_PASSWORD_DAYS} days, to sign in and choose another. For somebody who has an
account already, the role is set and, with --new-password, a new password drawn; their sessions end.`,
  options: {
    ...companyOption,
    email: { type: "string" },
    name: { type: "string" },
    role: { type: "string" },
    "new-password": { type: "boolean" },
  },
  run: async (options) => {
    const { email, name, role } = readUser(options);
    const program = await openProgram({ logLevel: "warn" });
    try {
      const company = await chooseCompany(program.pool, options.company);
      const known = await findUserByEmail(program.pool, email);
      const password = known && !options["new-password"] ? undefined : drawPassword();
      const passwordHash = password && (await hashPassword(password));
      const until = firstPasswordUntil(new Date());
      if (known && passwordHash) await setFirstPassword(program.pool, { userId: known, passwordHash, until });
      const first = { passwordHash: passwordHash ?? "", firstPasswordUntil: until };
      const userId = known ?? (await createUser(program.pool, { email, name, ...first }));
      await setRole(program.pool, { userId, companyId: company.id, role });
      console.log(`${email} is ${role} of ${company.name}.${password ? ` Password: ${password}` : ""}`);
      return 0;
    } finally {
      await program.close();
    }
  },
};

function readUser(options: Options): { email: string; name: string; role: Role } {
  const email = String(options.email ?? "")
    .trim()
    .toLowerCase();
  const name = String(options.name ?? "").trim();
  const role = USER_ROLES.find((known) => known === options.role);
  if (!/^[^@\s]+@[^@\s]+$/.test(email))
    throw new Unusable("--email needs an address, such as claire@example.org");
  if (!name) throw new Unusable("--name needs the name to show beside what this person decides");
  if (!role) throw new Unusable(`--role needs one of ${USER_ROLES.join(", ")}`);
  return { email, name, role };
}
