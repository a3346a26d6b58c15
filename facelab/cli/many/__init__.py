"""`facelab render --from` with many hands: processes of this machine, or of a Dask cluster.

Both do the same, `work.work`: they load the network once, check that it is the one, and make
finished but unsigned files of recipes. Keys stay on the machine that the command was given on.
"""
