import type { RequestHandler } from 'msw'
import type { Simulator } from './simulator.ts'
export function controlHandlers(simulator: Simulator): RequestHandler[] {
  void simulator
  return []
}
