"""Clips: pictures one after another, as files that players, editors and browsers take.

`clip_writer` says what a kind of clip is, `kinds` lists them; each is a file of its own: `h264`,
`h265` and `av1` in MP4, `prores` in MOV and `webm` by FFmpeg (`video`, `pyav`), `gif`, `apng` and
`animated_webp` by what Pillow packs of single pictures (`changes` finds what differs). `write` has
each picture marked, the file signed and put in its place. `reading` and `packets` take clips apart
again, whoever wrote them. `otio` is the file beside a sequence of single pictures that an editor
opens.
"""
