// An identity provider for the tests: whoever types an email is that person, and "unsure…" has an address that
// nobody has verified.
import Provider from 'oidc-provider'

const [port, redirect] = process.argv.slice(2)
const provider = new Provider(`http://localhost:${port}`, {
  clients: [{client_id: 'firstbell', client_secret: 'for tests only', redirect_uris: [redirect]}],
  claims: {openid: ['sub'], email: ['email', 'email_verified'], profile: ['name']},
  features: {devInteractions: {enabled: true}},
  cookies: {keys: ['for tests only']},
  findAccount: (context, id) => ({
    accountId: id,
    claims: () => ({sub: id, email: id.replace('unsure+', ''), email_verified: !id.startsWith('unsure'), name: id}),
  }),
})
provider.listen(Number(port), '127.0.0.1', () => console.log('ready'))
