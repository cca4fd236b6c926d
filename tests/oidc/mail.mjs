// A mail provider's OAuth 2 server for the tests: whoever types an address is that person, and the mail server asks it
// what a token is worth.
import Provider from 'oidc-provider'

const [port, redirect] = process.argv.slice(2)
const grants = ['authorization_code', 'refresh_token', 'client_credentials']
const provider = new Provider(`http://localhost:${port}`, {
  clients: [
    {
      client_id: 'firstbell', client_secret: 'for tests only', redirect_uris: [redirect], grant_types: grants,
      token_endpoint_auth_method: 'client_secret_post', scope: 'mail offline_access',
    },
    {client_id: 'dovecot', client_secret: 'for-tests-only', redirect_uris: [], response_types: [], grant_types: []},
  ],
  scopes: ['mail', 'offline_access'],
  pkce: {required: () => true},
  features: {
    devInteractions: {enabled: true}, introspection: {enabled: true}, clientCredentials: {enabled: true},
    revocation: {enabled: true},
  },
  cookies: {keys: ['for tests only']},
  issueRefreshToken: async () => true,
  rotateRefreshToken: true,
  extraTokenClaims: (context, token) => ({username: token.accountId ?? 'itself@hartley.example'}),
  findAccount: (context, id) => ({accountId: id, claims: () => ({sub: id})}),
})
provider.listen(Number(port), '127.0.0.1', () => console.log('ready'))
