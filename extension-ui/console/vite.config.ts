import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'

/** Where `npm start` serves the API while the pages are worked on with `vite`. */
const API = process.env.CONSOLE_API ?? 'http://127.0.0.1:3000'

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  base: '/console/',
  esbuild: { jsx: 'automatic' },
  server: { host: '127.0.0.1', proxy: { '/v1': API } },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2023',
    // The content security policy has no data: source for fonts or scripts.
    assetsInlineLimit: 0,
    rollupOptions: {
      output: { manualChunks: vendorChunk, experimentalMinChunkSize: 10_000 },
      // Libraries mark client components for frameworks that render on a server; there is none here.
      onwarn: (warning, warn) => warning.code !== 'MODULE_LEVEL_DIRECTIVE' && warn(warning),
    },
  },
})

/** Libraries change less often than pages, so browsers keep them across releases. */
function vendorChunk(id: string): string | undefined {
  if (!id.includes('/node_modules/')) return undefined
  if (/node_modules\/(react|react-dom|scheduler|react-router)\//.test(id)) return 'react'
  if (/node_modules\/@tanstack\//.test(id)) return 'query'
  // Charts come with the pages that draw some.
  if (/node_modules\/@mantine\/charts\//.test(id)) return undefined
  if (/node_modules\/(@mantine|@floating-ui|react-remove-scroll|react-transition-group)/.test(id))
    return 'mantine'
  return undefined
}
