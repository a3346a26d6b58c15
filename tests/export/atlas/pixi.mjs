// What PixiJS's own parser finds in an atlas: node pixi.mjs FILE.json
import { createRequire } from 'node:module'
import { readFileSync } from 'node:fs'

const nothing = () => ({ getContext: () => null, style: {}, appendChild () {}, setAttribute () {} })
globalThis.window ??= globalThis
globalThis.self ??= globalThis
globalThis.document ??= { createElement: nothing, documentElement: {}, baseURI: 'http://localhost/' }
if (!globalThis.navigator) {
  Object.defineProperty(globalThis, 'navigator', { value: { userAgent: 'node' } })
}
const require = createRequire(process.argv[3] + '/')
const { Spritesheet, Texture, TextureSource } = require('pixi.js')

const json = JSON.parse(readFileSync(process.argv[2], 'utf8'))
const source = new TextureSource({ width: json.meta.size.w, height: json.meta.size.h })
const sheet = new Spritesheet(new Texture({ source }), json)
await sheet.parse()
const found = { textures: {}, animations: {} }
for (const [name, texture] of Object.entries(sheet.textures)) {
  const { frame, orig, trim, defaultAnchor } = texture
  const plain = each => each && [each.x, each.y, each.width, each.height]
  found.textures[name] = {
    frame: plain(frame), orig: plain(orig), trim: plain(trim), anchor: [defaultAnchor.x, defaultAnchor.y]
  }
}
for (const [name, textures] of Object.entries(sheet.animations)) {
  found.animations[name] = textures.map(each => each.label)
}
console.log(JSON.stringify(found))
