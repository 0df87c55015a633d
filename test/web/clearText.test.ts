import { expect, test } from "vitest";
import { readable, useDashboard } from "./dashboard.ts";

const dashboard = useDashboard({ production: true });

test("served in clear, where the browser keeps no session, the sign-in says so instead of leading round in a circle", async () => {
  const answer = await dashboard
    .visitor()
    .send("/sign-in", { email: "claire@cabinet.example", password: "right" });
  expect(answer.status).toBe(403);
  expect(readable(answer)).toContain("reçue en clair (http)");
  expect(readable(answer)).toContain("TRUST_PROXY");
});
