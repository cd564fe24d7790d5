import type { Portal } from './portal.ts'
export function seedMeridian(portal: Portal): void {
  void portal
}
