"""What the process that verbs and servers are forked from has imported and read (processes.py)."""

import gc
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from tempfile import TemporaryDirectory

import leadscout
import leadscout.lexicon
from leadscout import applications
from leadscout.assemble import Leadscout, load
from leadscout.lexicon.headlines import headlines

for module in walk_packages(leadscout.__path__, "leadscout."):
    if ".migrations" not in module.name and not module.name.endswith("__main__"):
        import_module(module.name)
# What is read when titles and headlines are first asked for.
leadscout.lexicon.load().titles.read("Head of Sales")
headlines.read("Head of Sales at Acme")
with TemporaryDirectory() as folder:
    home = Leadscout(load({}, data=Path(folder)))
    applications.server(home)  # makes the models of requests, which are kept
    home.database.close()
    home.people.database.close()
gc.collect()
gc.freeze()  # the collector of a child would copy all of it
