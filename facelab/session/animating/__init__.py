"""The timeline of a window: what it is, how it plays, and what stays of it.

`animating` holds the timeline, what is chosen in it, and the way back; `steps` are that way;
`new_keys` makes keys of faces, `saved` keeps all of it for the next start. `player` puts its faces
on the canvas, `on_show` says which face is seen there. `files` opens and writes timelines,
`kept_timelines` keeps some in the library's folder; `drift` says how far the person changes on the
way.
"""
