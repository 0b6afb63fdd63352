// Starts a certified OpenID provider for the tests of signing in, on a free port of
// this machine: it takes anybody's name as it is, since everybody is invented. Its
// one line of output is its address. Run it as: node oidc-provider.mjs CALLBACK SIGNED-OUT [DOMAIN]
import { createServer } from "node:http";
import Provider from "oidc-provider";

const server = createServer().listen(0, "127.0.0.1", () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const provider = new Provider(issuer, {
    clients: [{ client_id: "havenward", client_secret: "an invented secret of the tests", redirect_uris: [process.argv[2]], post_logout_redirect_uris: [process.argv[3]] }],
    claims: { openid: ["sub"], email: ["email", "email_verified"] },
    findAccount: (_, id) => ({
      accountId: id,
      claims: () => ({ sub: id, email: `${id}@${process.argv[4] ?? "ours.example"}`, email_verified: !id.startsWith("unverified") }),
    }),
    cookies: { keys: ["of the tests"] },
    features: { devInteractions: { enabled: true } },
    ttl: { Session: 600, Interaction: 600, Grant: 600, AccessToken: 600, IdToken: 600 },
  });
  server.on("request", provider.callback());
  console.log(issuer);
});
process.stdin.on("end", () => process.exit()).resume();
