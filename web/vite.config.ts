import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

/** Puts a `.gz` beside every file that gains by it, so that the server never compresses. */
function precompress(): Plugin {
  let folder = '';
  return {
    name: 'precompress',
    apply: 'build',
    configResolved(config) {
      folder = resolve(config.root, config.build.outDir);
    },
    closeBundle() {
      for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
        if (!/\.(css|html|js|svg|ttf)$/.test(name)) continue;
        const text = readFileSync(join(folder, name));
        const packed = gzipSync(text, { level: 9 });
        if (packed.length < text.length * 0.9) writeFileSync(join(folder, `${name}.gz`), packed);
      }
    },
  };
}

export default defineConfig({
  // Relative: the page works under whatever path a proxy puts before `/graphiql/`.
  base: './',
  plugins: [react(), precompress()],
  worker: { format: 'es' },
  build: {
    target: 'es2022',
    // Inlined, a script would need a weaker content policy than the server sends.
    assetsInlineLimit: 0,
    emptyOutDir: true,
    // Monaco is one chunk of 2.8 MB, and is loaded apart from the page.
    chunkSizeWarningLimit: 3000,
    // `"use no memo"` is for a compiler that has already run over these packages.
    rolldownOptions: {
      input: ['index.html', 'dashboard.html'],
      onwarn(warning, tell) {
        if (warning.code !== 'MODULE_LEVEL_DIRECTIVE') tell(warning);
      },
    },
  },
  server: { proxy: { '/graphql': 'http://127.0.0.1:8080' } },
});
