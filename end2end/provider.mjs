/**
 * An OpenID Connect provider (oidc-provider) as a process of its own, on a free port. It prints its issuer, and then reads
 * the portal's address, which is known only once the portal runs; until then whoever asks waits.
 *
 * Its own pages for developers sign in whoever is typed. Who is called `unverified…` has not confirmed the address.
 */
import { createServer } from "node:http";
import { createInterface } from "node:readline";
import { Provider } from "oidc-provider";

let serve;
const ready = new Promise((resolve) => (serve = resolve));
const server = createServer(async (request, response) => (await ready)(request, response));
await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
const issuer = `http://127.0.0.1:${server.address().port}`;
console.log(issuer);

for await (const portal of createInterface({ input: process.stdin })) {
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: "portal",
        client_secret: "by-this-secret-the-portal-is-known",
        redirect_uris: [`${portal}/openid/return`],
        post_logout_redirect_uris: [`${portal}/sign-in`],
      },
    ],
    claims: { openid: ["sub"], email: ["email", "email_verified"] },
    cookies: { keys: ["only-for-tests"] },
    pkce: { required: () => true },
    findAccount: (_, id) => ({
      accountId: id,
      claims: () => ({ sub: id, email: id, email_verified: !id.startsWith("unverified") }),
    }),
  });
  serve(provider.callback());
}
