"""`python -m leadscout` as servers of the tests start it beside them, and pages of the guides: a fork does the work.

This process stays until the fork has ended, and ends as it did. What it is told to do by signals the fork does; and
killed, its connection closes, and the fork is killed, too.
"""

import json
import os
import signal
import socket
import sys

if "--listener" in sys.argv:  # it answers at a socket that it inherits: Python starts anew, without this folder
    here = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))  # noqa: PTH100, PTH120
    paths = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    os.environ["PYTHONPATH"] = os.pathsep.join(path for path in paths if path and os.path.abspath(path) != here)  # noqa: PTH100
    del os.environ["LEADSCOUT_TEST_FORKS"]
    os.execv(sys.executable, [sys.executable, "-m", "leadscout", *sys.argv[1:]])  # noqa: S606

environ = {**os.environ, "LEADSCOUT_TEST_FOLDER": os.getcwd()}  # noqa: PTH109 - a fast start
address = environ.pop("LEADSCOUT_TEST_FORKS")
connection = socket.socket(socket.AF_UNIX)
connection.connect(address)
for number in (signal.SIGTERM, signal.SIGINT):
    signal.signal(number, lambda received, _: connection.send(bytes([received])))
wish = json.dumps({"arguments": sys.argv[1:], "environ": environ}).encode()
connection.sendall(len(wish).to_bytes(4, "big"))
socket.send_fds(connection, [b"f"], [0, 1, 2])
connection.sendall(wish)
for stream in (0, 1):  # the fork alone holds them: who reads or writes at the other end sees when it ends
    os.close(stream)
code = int(connection.recv(16) or -signal.SIGKILL)
if code < 0:
    signal.signal(-code, signal.SIG_DFL)
    os.kill(os.getpid(), -code)
os._exit(code)
