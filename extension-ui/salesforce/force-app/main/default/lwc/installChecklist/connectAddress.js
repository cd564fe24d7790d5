const LOOPBACK = ['127.0.0.1', 'localhost']

/** Where this org's admin begins to connect it, on the server at `typed`; null when that is no server's address. */
export function connectAddress(typed, pageHost) {
  let server
  try {
    server = new URL(typed.trim())
  } catch {
    return null
  }
  const { protocol, hostname, username, password } = server
  // A server on the admin's own machine is for trying out; over a network only https.
  const safe = protocol === 'https:' || (protocol === 'http:' && LOOPBACK.includes(hostname))
  if (!safe || username || password) return null
  const address = new URL('/oauth/salesforce/start', server.origin)
  const site = signInHost(pageHost)
  if (site) address.searchParams.set('site', site)
  return address.href
}

/** Lightning runs at <domain>.lightning.force.com, people sign in at <domain>.my.salesforce.com; so do sandboxes. */
function signInHost(pageHost) {
  const match =
    /^([a-z0-9-]+(?:\.(?:sandbox|develop|scratch|trailblaze|demo))?)\.lightning\.force\.com$/.exec(pageHost)
  return match && `${match[1]}.my.salesforce.com`
}
