/** Salesforce's two looks. Orgs have the one or the other, and the components have to suit both. */

export type Slds = '1' | '2'

const KEY = 'workbench-slds'
const STYLES: Record<Slds, string> = {
  '1': '/workbench/slds/1/styles/salesforce-lightning-design-system.min.css',
  '2': '/workbench/slds/2/css/bundled/slds2.cosmos.css',
}

/** `?slds=2` in the address, else what was chosen last. */
export function chosenSlds(): Slds {
  const asked = new URLSearchParams(location.search).get('slds') ?? localStorage.getItem(KEY)
  return asked === '2' ? '2' : '1'
}

/** Resolves when the look is on the page; the one before stays until then. */
export async function wearSlds(version: Slds): Promise<void> {
  localStorage.setItem(KEY, version)
  if (document.documentElement.dataset['slds'] === version) return
  const before = document.querySelectorAll('link[data-slds-styles]')
  const link = document.createElement('link')
  link.rel = 'stylesheet'
  link.href = STYLES[version]
  link.dataset['sldsStyles'] = version
  await new Promise((loaded, failed) => {
    link.onload = loaded
    link.onerror = () => failed(new Error(`The styles of SLDS ${version} do not load.`))
    // Before the page's own styles, which have the last word.
    document.head.prepend(link)
  })
  for (const old of before) old.remove()
  document.documentElement.dataset['slds'] = version
}
