"""The only network code: addresses in, answers out, politely and safely.

`fetcher.Fetcher` is what sources use. It runs a `client.Client` in a thread of its own, which asks robots.txt
(`robots`), keeps each host's pace (`pace`), connects only to public addresses (`addresses`), reads no more than the
limits allow (`body`) and names what went wrong (`faults`). `manners` says how all of this is set.
"""
