"""The oracle: the query program that found spells and what is owed before the compiled judge did, kept to be compared with it.

It goes when families are kept as arrays and the judge has been compared with it there too (docs/adr/0019).
"""
