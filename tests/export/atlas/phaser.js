// What Phaser's own parser finds in an atlas: node phaser.js hash|aseprite FILE.json
const fs = require('fs')
const parse = require('phaser/src/textures/parsers/JSONHash.js')
const parseArray = require('phaser/src/textures/parsers/JSONArray.js')

const json = JSON.parse(fs.readFileSync(process.argv[3], 'utf8'))
const found = {}
const texture = {
  source: [{ width: json.meta.size.w, height: json.meta.size.h }],
  frames: {},
  customData: {},
  add (name, source, x, y, w, h) {
    const frame = {
      x, y, w, h, pivotX: 0.5, pivotY: 0.5,
      setTrim (width, height, left, top, across, down) {
        Object.assign(found[name], { width, height, left, top, across, down })
      },
      setCropUVs () {}, updateUVsInverted () {}
    }
    found[name] = { x, y, w, h }
    return frame
  }
}
const read = process.argv[2] === 'hash' ? parse : parseArray
read(texture, 0, json)
delete found.__BASE
console.log(JSON.stringify(found))
