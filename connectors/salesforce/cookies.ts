/** Name and value of each cookie in `set-cookie` lines that were joined by commas, as `Expires` has them too. */
export function cookiesIn(header: string | undefined): [name: string, value: string][] {
  return (header ?? '').split(/,(?=\s*[^\s;,=]+=)/).flatMap((cookie) => {
    const [, name, value] = /^\s*([^\s;,=]+)=([^;]*)/.exec(cookie) ?? []
    return name === undefined || value === undefined ? [] : [[name, value.trim()] as [string, string]]
  })
}
