// Verify a permit in Node 20 or a browser: Web Crypto alone, nothing to install.
//
//   SOUNDCHECK=https://… PARTNER=halcyon-audio node verify_permit.mjs remix DE < permit.jwt
//
// TEST=1 before it takes the permits of test clients, and no others.

const decoded = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
const json = (text) => JSON.parse(new TextDecoder().decode(decoded(text)));

/** The claims of something that Soundcheck signed and that has not run out. Throws otherwise. */
async function read(portal, token, typ) {
  const [head, body, signature] = token.split(".");
  const { alg, kid, typ: kind } = json(head);
  if (alg !== "Ed25519" || kind !== typ) throw new Error(`not a ${typ}`);
  const { keys } = await (await fetch(`${portal}/.well-known/jwks.json`)).json(); // keep them for an hour
  const jwk = keys.find((one) => one.kid === kid);
  if (!jwk) throw new Error("no key of Soundcheck's");
  const key = await crypto.subtle.importKey("jwk", { kty: "OKP", crv: "Ed25519", x: jwk.x }, "Ed25519", false, ["verify"]);
  const signed = new TextEncoder().encode(`${head}.${body}`);
  if (!(await crypto.subtle.verify("Ed25519", key, decoded(signature), signed))) throw new Error("a false signature");
  const claims = json(body);
  if (claims.exp <= Date.now() / 1000) throw new Error("it has run out");
  return claims;
}

/** What a permit says, if it allows this use here and now. Throws if not, or if nobody can tell. */
export async function verify(portal, partner, token, use, territory) {
  const permit = await read(portal, token, "permit+jwt");
  if (permit.iss !== portal || permit.aud !== partner) throw new Error("it was given by or to somebody else");
  if (permit.use !== use || ![null, territory].includes(permit.territory)) throw new Error("it is for something else");
  const { idx, uri } = permit.status.status_list;
  const told = await read(portal, await (await fetch(uri)).text(), "statuslist+jwt"); // keep it for `ttl` seconds
  if (told.sub !== uri) throw new Error("this is another status list");
  const packed = new Blob([decoded(told.status_list.lst)]).stream().pipeThrough(new DecompressionStream("deflate"));
  const bits = new Uint8Array(await new Response(packed).arrayBuffer());
  if ((bits[idx >> 3] >> (idx & 7)) & 1) throw new Error("what it allowed was taken back");
  return permit;
}

if (globalThis.process?.argv[1]?.endsWith("verify_permit.mjs")) {
  const { env, argv, stdin } = globalThis.process;
  try {
    const token = (await stdin.setEncoding("utf8").toArray()).join("").trim();
    const permit = await verify(env.SOUNDCHECK, env.PARTNER, token, argv[2], argv[3] ?? null);
    console.log(`Yes: ${permit.quantity} × ${permit.use} of ${permit.credit}.`);
  } catch (error) {
    console.error(`No: ${error.message}.`);
    globalThis.process.exitCode = 1;
  }
}
