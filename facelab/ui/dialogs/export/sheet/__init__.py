"""The tab for sheets of a character: kinds, how, sprites, where, what they say."""
