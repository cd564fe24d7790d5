import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { UserRole } from '../../../shared/partner/roles.ts'
import { PACKAGE } from './salesforce-package.ts'

/** Which permission set of the package an admin gives to people of a role. */
const PERMISSION_SETS: Partial<Record<UserRole, string>> = {
  rep: 'Partner_Desk_Rep',
  channel_manager: 'Partner_Desk_Channel_Manager',
  finance: 'Partner_Desk_Finance',
  admin: 'Partner_Desk_Admin',
}

/** The custom permissions that the person's permission set grants, read from the package. */
export function customPermissionsOf({ role }: { role: UserRole }): string[] {
  const name = PERMISSION_SETS[role]
  const file = join(PACKAGE, `permissionsets/${name}.permissionset-meta.xml`)
  if (name === undefined || !existsSync(file)) return []
  const blocks = readFileSync(file, 'utf8').matchAll(/<customPermissions>([\s\S]*?)<\/customPermissions>/g)
  return [...blocks].flatMap(([, block = '']) => {
    const granted = /<name>\s*(\w+)\s*<\/name>/.exec(block)?.[1]
    return granted !== undefined && /<enabled>\s*true\s*</.test(block) ? [granted] : []
  })
}

export const hasPermission = (person: { role: UserRole }, name: string): boolean =>
  customPermissionsOf(person).includes(name)
