"""Sprites of one character on few pictures, as engines of games load them.

`sprites` cuts off what is empty, `packing` finds places, `pages` draws the pictures. The texts
beside these: `texture_packer` (Phaser, PixiJS and all that read TexturePacker's JSON), `aseprite`,
`godot` (version 4). `grid` is a picture of equal cells, which needs no text. `write` puts all of
it into files.

Fields and traps of these formats are as the readers have them: photonstorm/phaser
(`src/textures/parsers/JSONHash.js`), pixijs/pixijs (`src/spritesheet/Spritesheet.ts`),
godotengine/godot (`scene/resources/sprite_frames.cpp`), and Aseprite's own export.
"""
