// @vitest-environment jsdom
import { act } from 'react'
import { createRoot, type Root } from 'react-dom/client'
import { MemoryRouter, useLocation } from 'react-router'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type ListControls, useListAddress } from './use-list-address.ts'

const choices = { status: ['active', 'ended'], type: 'any text' } as const
type Controls = ListControls<keyof typeof choices>

let root: Root
let drawn: Controls
let address: string

function List() {
  drawn = useListAddress(choices)
  address = useLocation().search
  return null
}

beforeEach(async () => {
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true)
  root = createRoot(document.createElement('div'))
  await act(async () =>
    root.render(
      <MemoryRouter initialEntries={['/partners?search=nor&after=c2&page=2']}>
        <List />
      </MemoryRouter>,
    ),
  )
})
afterEach(async () => {
  await act(async () => root.unmount())
  vi.unstubAllGlobals()
})

test('keeps both of two filters that change before the list is drawn again', async () => {
  await act(async () => {
    drawn.setFilter('status', 'active')
    drawn.setFilter('type', 'agency')
  })
  expect(address).toBe('?search=nor&status=active&type=agency')
})

test('keeps a filter when a search that was typed before it begins afterwards', async () => {
  const before = drawn
  await act(async () => drawn.setFilter('status', 'active'))
  await act(async () => before.setSearch('north'))
  expect(address).toBe('?search=north&status=active')
})

test('begins with nothing once everything was cleared', async () => {
  await act(async () => drawn.setFilter('status', 'active'))
  await act(async () => drawn.clear())
  await act(async () => drawn.setFilter('type', 'agency'))
  expect(address).toBe('?type=agency')
})
